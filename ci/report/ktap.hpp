// The results in KTAP, the kernel's own form of test results (Documentation/dev-tools/ktap.rst).
//
//     record::put(folder / "results.ktap", ktap(gathered));
//
// One test for each platform, with a subtest for each claim. What was foreseen not to hold is "ok … # XFAIL", what
// could not be observed "ok … # SKIP"; a surprise is "not ok", and so is what broke, with "# ERROR".
#pragma once

#include "report/gathered.hpp"

namespace report {

std::string ktap(const Gathered &gathered);

} // namespace report
