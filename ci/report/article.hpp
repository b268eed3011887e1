// A finding as a short article: what is said, what was tried, what happens, since when, why, and what to do.
//
//     for (const auto &article : articles(gathered)) std::cout << article.claim->sentence << '\n';
//
// One for each claim that somewhere does not hold. Every word of it that is about a kernel comes from the results.
#pragma once

#include "report/gathered.hpp"
#include "report/group.hpp"

namespace report {

struct Article {
    /// The worst of what is told: a surprise, a refutation (fails wherever it was tried), or a divergence.
    enum class Kind { surprise, refutation, divergence };

    const Claim *claim = nullptr;
    Kind kind = Kind::divergence;
    std::vector<const Statement *> said;
    std::vector<std::string> tried; ///< what was asked, each question once
    struct Event {
        std::string where, expected, seen;
        Outcome outcome = Outcome::fail;
    };
    std::vector<Event> happens;            ///< platform by platform, those together that agree
    std::vector<std::string> why, sources; ///< each reason once
    std::vector<std::string> holds_on;     ///< where the document is right, and how that is known
    std::vector<const Claim *> instead;    ///< readings of the same statements that hold wherever they were tried
};
std::string_view name(Article::Kind kind);

/// Surprises first, then in the order of the claims.
std::vector<Article> articles(const Gathered &gathered);

} // namespace report
