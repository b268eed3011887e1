// What a reader must know of one platform, in one sentence.
//
//     headlines(gathered)[2].text     // "94 of 132 claims hold; 2 came out as nobody predicted; …"
#pragma once

#include "report/gathered.hpp"

namespace report {

struct Headline {
    std::string text;
    std::vector<const Claim *> surprises, broken;
    std::vector<const Claim *> apart; ///< that came out otherwise here than on most of the others
};

struct Counts {
    unsigned pass = 0, fail = 0, platform_divergent = 0, not_observed = 0, broken = 0, surprises = 0;

    void add(const Cell &cell);
    [[nodiscard]] unsigned judged() const { return pass + fail + platform_divergent; }
};
Counts counts(const Gathered &gathered, std::size_t platform);
Counts counts(const Gathered &gathered);

/// Why a platform's run is not to be trusted as a whole, whatever its claims came to; "" where it is.
std::string fault(const Platform &platform);
/// The same of a row that left no results.
std::string fault(const MatrixRow &row);

/// Of each platform.
std::vector<Headline> headlines(const Gathered &gathered);

} // namespace report
