// What claims-bench was asked for on the command line.
#pragma once

#include <filesystem>
#include <optional>

namespace suites::bench {

struct Options {
    std::optional<std::filesystem::path> output;
    unsigned seconds = 20; ///< for the rounds of both protocols together
};

/// The options; or the exit status when there is nothing to run.
struct Read {
    std::optional<Options> options;
    int status = 0;
};

Read read_options(int count, char **arguments);

} // namespace suites::bench
