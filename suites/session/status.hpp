// The exit statuses of `claims`.
#pragma once

namespace suites::session {

inline constexpr int no_surprise = 0;
inline constexpr int surprise = 1;
inline constexpr int broken = 2;
inline constexpr int nothing_observed = 4; ///< CTest's "skipped"
inline constexpr int not_to_be_said = 125; ///< "git bisect run" skips the commit
inline constexpr int usage_error = 64;     ///< EX_USAGE, sysexits(3)

} // namespace suites::session
