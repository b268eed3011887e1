// The platforms on which a claim came out alike, finding by finding.
//
//     for (const auto &group : groups(claim)) std::cout << group.platforms.size() << " × " <<
//     name(group.cell->outcome);
#pragma once

#include "report/gathered.hpp"

namespace report {

struct Group {
    std::vector<std::size_t> platforms; ///< by their place in the matrix
    const Cell *cell = nullptr;         ///< of the first of them; it speaks for all but in its numbers
};

/// In the order of their first platforms.
std::vector<Group> groups(const Claim &claim);

/// Whether the verdict is the same, and what was looked at on both was seen on both, numbers apart.
bool same_answers(const Cell &one, const Cell &other);

/// Where a group stands among the platforms that were tried, in words: "on every Linux kernel tried, 5.10.251 to
/// 7.3.0", "on Linux from 6.12.94 on". `others` are those on which the claim came out otherwise.
std::string extent(const Gathered &gathered, const Group &group, const Claim &claim);

} // namespace report
