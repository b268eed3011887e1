// What a server's owner asks, and the answer of the verdicts at hand.
//
//     for (const auto &goal : goals())
//         for (const auto &advised : advise(gathered, goal, platform)) std::cout << name(advised.word) << ' ' <<
//         advised.measure->set;
//
// Only the questions, what could be set, and which claims would justify it are written down here. Whether it works, and
// why, is read from the results of the platform that is asked about.
#pragma once

#include "report/gathered.hpp"

#include <span>

namespace report {

struct Measure {
    std::string_view set;                 ///< what one would do
    std::vector<std::string_view> claims; ///< that would make it work
};

struct Goal {
    std::string_view id, says;
    std::vector<Measure> measures;
};

std::span<const Goal> goals();

enum class Word { works, in_part, does_not, unknown };
std::string_view name(Word word);

struct Advised {
    const Measure *measure = nullptr;
    Word word = Word::unknown;
    std::vector<std::pair<const Claim *, const Cell *>> because; ///< the claims that were tried there
    bool operator==(const Advised &other) const;                 ///< whether the same is said of two platforms
};

std::vector<Advised> advise(const Gathered &gathered, const Goal &goal, std::size_t platform);

} // namespace report
