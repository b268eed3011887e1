// What one actor costs on this machine, for comparing what trials cost on different ones.
//
//     birth_ms(troupe)      // 1.4 on an idle virtual machine, 5.3 on the same one when it is busy
#pragma once

#include "stage/troupe.hpp"

namespace suites::session {

/// Milliseconds of processor time from the birth of an actor, in a network namespace of its own where there are any, to
/// its end; the mean of many that do nothing. Throws stage::Fault.
double birth_ms(const stage::Troupe &troupe);

} // namespace suites::session
