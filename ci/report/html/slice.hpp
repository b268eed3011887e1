// One slice of the matrix of bind conflicts: a small table, the holder's options by the asker's.
//
//     page += slice("conflict.tcp-addresses", those_that_played_it, those_that_played_any, claim);
#pragma once

#include "report/gathered.hpp"
#include "report/markup.hpp"

namespace report::html {

/// What most platforms have in common is the table; where others differ, its cells are marked and say how. `claim`
/// is null where the slice is no claim of these results.
Markup slice(const std::string &id, const std::vector<const Platform *> &played_by,
             const std::vector<const Platform *> &platforms, const Claim *claim);

} // namespace report::html
