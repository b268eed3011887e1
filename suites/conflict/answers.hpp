// A platform's answers to a slice, short enough to be kept and compared: a line for each different answer, with the
// cells that gave it.
//
//     ok,EADDRINUSE,- 1a 0a = 0-3,17
//
// The deeds' answers, then for each packet who received it (a bit for each socket) and how: alone, split, each; then
// the numbers of the cells. Two platforms' are compared with diff.
#pragma once

#include "model/cell.hpp"

#include <map>
#include <string>
#include <string_view>

namespace suites::conflict {

/// By the cell's number; cells that could not be played are missing.
using Answered = std::map<std::uint32_t, model::Answers>;

std::string answers_file(const Answered &answers);

/// Throws std::invalid_argument when the text is none that answers_file() wrote.
Answered answers_in(std::string_view file);

} // namespace suites::conflict
