// What a run was asked for on the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace suites::session {

enum class Deed { run, list, explain, reproduce, catalogue, probe, judge, bisect, transcript };

struct Options {
    Deed deed = Deed::run;
    /// Ids, globs or chapters; none: everything that runs by itself. A file of evidence too, when it is to be
    /// reproduced.
    std::vector<std::string> wanted;
    std::string good = "pass"; ///< bisect: the verdict that is
    bool waits = false;        ///< also what runs on demand
    std::optional<std::filesystem::path> output;
    std::optional<int> stream; ///< a descriptor that the results go to instead
    std::string label;         ///< what this platform is called instead of what it says of itself
    std::string ran_in;        ///< what carries the kernel
    std::uint64_t seed = 0;
    unsigned repeat = 1;
    double timeout_factor = 1;
    bool strict = false;
    bool timings = false;
    bool quiet = false;
    bool full_matrix = false; ///< every cell of the conflict matrix, not only the usual ones
    std::string transcript;   ///< FILE:INDEX, a cell of the conflict matrix
    bool ambient = false;     ///< no private hosts, even where there are some
    bool for_ctest = false;   ///< tells CTest the verdict as a label
    bool list_for_ctest = false;
    std::string lie; ///< the actors lie about this; only the tests of the house want that
};

/// The options; or the exit status when there is nothing to run (--help: 0, nonsense: 64), everything said already.
struct Read {
    std::optional<Options> options;
    int status = 0;
};

Read read_options(int count, char **arguments);

} // namespace suites::session
