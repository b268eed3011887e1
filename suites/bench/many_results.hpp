// Results of many claims on many platforms, made up: as large as real ones, and as different from platform to platform.
//
//     many_results("/tmp/many", {.claims = 300, .platforms = 20});     // /tmp/many/linux-6.0.0/results.json and so on
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

namespace suites::bench {

struct Many {
    std::size_t claims = 300, platforms = 20;
};

/// The results.json of each platform; evidence lies beside them. The same numbers make the same files.
std::vector<std::filesystem::path> many_results(const std::filesystem::path &folder, const Many &many);

} // namespace suites::bench
