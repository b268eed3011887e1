// What `report` is asked to do.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace report {

enum Status { done = 0, changed = 1, failed = 2, usage_error = 64 };

struct Options {
    bool compare = false;                     ///< report diff A B
    std::vector<std::filesystem::path> files; ///< what is reported, or the two sides of a comparison
    std::filesystem::path output;
    std::optional<std::filesystem::path> baseline;
    std::size_t limit = 0; ///< of report.md, in bytes
};

struct Read {
    std::optional<Options> options; ///< nothing: stop with this status
    int status = done;
};

Read read_options(int count, char **arguments);

} // namespace report
