// Two runs on disk, as `claims --output` leaves them, with a result of every kind between them; a matrix of conflicts
// of each, and what became of the rows of the matrix of kernels that they are of.
//
//     const Runs runs;
//     report::gather(runs.files());
#pragma once

#include "house/scratch.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace house {

class Runs {
  public:
    Runs();

    /// The results.json of both.
    [[nodiscard]] std::vector<std::filesystem::path> files() const;
    [[nodiscard]] std::filesystem::path operator/(const std::string &name) const { return scratch_ / name; }

  private:
    void older() const;
    void newer() const;

    Scratch scratch_;
};

/// Writes those results in place of others, changed.
void rewrite(const std::filesystem::path &file, const std::function<void(nlohmann::json &)> &change);

} // namespace house
