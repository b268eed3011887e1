// Holds this kernel against the pages of the model over one slice, and lets the trial know what came of it.
//
//     CLAIM("conflict.users", "…", …) { hold(trial, "conflict.users"); }
//
// Every cell is played and its answers are looked up on the pages. What nothing explains is a surprise: the simplest
// cell that does it too is looked for, and played once more step by step, so that its transcript is the trial's.
#pragma once

#include "trial.hpp"

#include <string_view>

namespace suites::conflict {

void hold(Trial &trial, std::string_view id);

} // namespace suites::conflict
