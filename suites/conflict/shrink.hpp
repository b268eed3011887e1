// The simplest cell that still does what a cell does.
//
//     const Cell smallest = shrunk(cell, [&](const Cell &simpler) { return differs_from_the_pages(simpler); });
//
// Each step takes one thing away: a socket, a deed, an option, another user, a device, an address that is no wildcard.
#pragma once

#include "model/cell.hpp"

#include <functional>
#include <vector>

namespace suites::conflict {

/// Cells that are simpler by one thing each, the greatest simplifications first. All of them can be.
std::vector<model::Cell> simpler(const model::Cell &cell);

/// Tries at most so many.
model::Cell shrunk(model::Cell cell, const std::function<bool(const model::Cell &)> &still, unsigned tries = 200);

} // namespace suites::conflict
