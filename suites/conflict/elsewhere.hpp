// Answers that hang on the host they were given by, asked for again by others.
//
//     play_elsewhere(pages, cells, played, [&](const auto &cells) { runner.moves_on(); return runner.play(cells); });
#pragma once

#include "conflict/runner.hpp"

#include <functional>
#include <vector>

namespace suites::conflict {

/// Whether the kernel answered otherwise than the pages foretell.
bool differs(const model::Pages &pages, const model::Cell &cell, const Played &played);

/// Plays cells on a host on which none has been played.
using Elsewhere = std::function<std::vector<Played>(const std::vector<model::Cell> &)>;

/// Cells that differ are played again on other hosts, and one that differs on all of them differs.
void play_elsewhere(const model::Pages &pages, const std::vector<model::Cell> &cells, std::vector<Played> &played,
                    const Elsewhere &elsewhere);

} // namespace suites::conflict
