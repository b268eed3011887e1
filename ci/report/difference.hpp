// What changed between two sets of results, claim by claim and platform by platform.
//
//     for (const auto &change : differences(before, after)) std::cout << name(change.kind) << ' ' << change.claim <<
//     '\n';
#pragma once

#include "report/gathered.hpp"

namespace report {

enum class Change {
    regressed,       ///< passed, or was platform-divergent, and fails now or breaks
    newly_divergent, ///< passed, and is platform-divergent now
    fixed,           ///< passes now, and did not
    changed_outcome, ///< something else is seen than before
    appeared,        ///< was not tried or could not be observed, and was now
    disappeared,     ///< was tried, and is not now, or cannot be observed any more
};
std::string_view name(Change change);

inline constexpr std::array every_change{Change::regressed,       Change::newly_divergent, Change::fixed,
                                         Change::changed_outcome, Change::appeared,        Change::disappeared};

struct Difference {
    Change kind = Change::changed_outcome;
    std::string claim, platform; ///< platform: "linux-6.1.140", or "linux-6.1.140 → linux-6.12.94" for two of them
    std::string before, after;   ///< the outcome, and what was seen
};

/// How one cell changed into another; nothing when it did not. Nothing stands for a claim that was not tried.
std::optional<Change> change(const std::optional<Cell> &before, const std::optional<Cell> &after);

/// Where both sides are of one platform each, these are compared whatever they are called; otherwise those of the same
/// label. By kind of change, then by claim.
std::vector<Difference> differences(const Gathered &before, const Gathered &after);

} // namespace report
