// The project's own sources, to be read by those who look after them.
//
//     for (const auto &file : sources_in("fixtures/stage")) file.lines();
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace house {

struct Source {
    std::filesystem::path path; ///< from the top of the tree
    std::string text;

    [[nodiscard]] std::size_t lines() const;
    /// What it includes by `#include "…"`.
    [[nodiscard]] std::vector<std::string> includes() const;
    /// The text without comments and without what stands between quotes.
    [[nodiscard]] std::string code() const;
};

/// The C and C++ files below that folder; all of them, by path.
std::vector<Source> sources_in(const std::filesystem::path &folder);

/// The chapters: the files that hold claims.
std::vector<Source> chapters();

std::string text_of(const std::filesystem::path &file);

} // namespace house
