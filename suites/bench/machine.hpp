// Whether this machine can tell by the clock what the kernel does.
//
//     const Machine here = look();
//     if (const auto reason = here.cannot_time(8)) …      // "2 processors, 8 needed"
#pragma once

#include <optional>
#include <string>

namespace suites::bench {

struct Machine {
    unsigned processors = 1;          ///< that this process may use
    std::optional<double> pressure{}; ///< percent of the last ten seconds in which something waited for a processor

    /// Why wall-clock times say nothing here; nothing when they do.
    [[nodiscard]] std::optional<std::string> cannot_time(unsigned processors_needed) const;
};

Machine look();

} // namespace suites::bench
