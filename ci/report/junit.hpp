// The results as JUnit's XML, for whatever shows test results.
//
//     record::put(folder / "junit.xml", junit(gathered));
//
// A surprise is a failure, what broke an error, what could not be observed is skipped. What was foreseen passes, a
// divergence and a refutation too: the verdict stands in a property.
#pragma once

#include "report/gathered.hpp"

namespace report {

std::string junit(const Gathered &gathered);

} // namespace report
