// What a run of the matrix was asked for on the command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kernels {

struct Options {
    std::vector<std::string> rows{}; ///< globs; none: all
    bool list = false;
    std::filesystem::path plan{};
    std::filesystem::path kernel{};  ///< one's own, in the place of the rows
    std::filesystem::path modules{}; ///< of it
    std::filesystem::path output = "results";
    std::filesystem::path programs{};
    std::filesystem::path store{};
    unsigned at_once = 1;
    unsigned patience_s = 120;
    std::vector<std::string> arguments{}; ///< of the claims
};

struct Read {
    std::optional<Options> options{};
    int status = 0; ///< when there are none
};

/// What follows "--" is for the claims.
Read read_options(int count, char **arguments);

} // namespace kernels
