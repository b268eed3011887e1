// A transcript as a timeline: one lane for each actor, one line for each step, the deciding ones marked.
//
//     page += timeline(trial);
#pragma once

#include "report/gathered.hpp"
#include "report/markup.hpp"

namespace report::html {

Markup timeline(const Trial &trial);

/// The actors in the order of their births.
std::vector<std::string> actors(const Trial &trial);

} // namespace report::html
