// The report for a pull request or the summary of a CI step: surprises first, then what changed, then the matrix.
//
//     record::put(folder / "report.md", markdown(gathered, changes, limit));
#pragma once

#include "report/difference.hpp"
#include "report/gathered.hpp"

namespace report {

/// Never longer than `limit` bytes: what does not fit is left out from the end, by whole lines, and that is said.
/// `changes`: against a baseline; nothing where there was none to compare with.
std::string markdown(const Gathered &gathered, const std::optional<std::vector<Difference>> &changes,
                     std::size_t limit);

/// The changes as text for a terminal, one line each.
std::string text(const std::vector<Difference> &changes);

} // namespace report
