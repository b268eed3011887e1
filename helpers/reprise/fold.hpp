// Repetition told once: a row of like items becomes a loop over the numbers they differ in.
//
//     for (const Run &run : folded(items)) …      // run.times > 1: the items at run.first.., so many times
#pragma once

#include "reprise/statement.hpp"

#include <cstddef>
#include <vector>

namespace reprise {

/// Something that cannot be taken apart; its numbers may run.
using Item = Pieces;

struct Run {
    std::size_t first = 0, period = 1, times = 1; ///< `times` times the items from `first` on, `period` of them each
    std::vector<std::vector<long>> steps{}; ///< for each item of a period, by how much each number grows at a turn
};

/// A loop is made of three turns or more, where it saves at least four items.
std::vector<Run> folded(const std::vector<Item> &items);

} // namespace reprise
