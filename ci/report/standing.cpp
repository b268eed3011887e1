#include "report/standing.hpp"

#include <algorithm>

namespace report {

namespace {

/// What a claim says of its statements, over all platforms.
struct Across {
    bool passes = false, fails = false, divergent = false;
};

Across across(const Claim &claim)
{
    Across all;
    for (const auto &cell : claim.cells) {
        if (!cell) continue;
        all.passes = all.passes || cell->outcome == Outcome::pass;
        all.fails = all.fails || cell->outcome == Outcome::fail;
        all.divergent = all.divergent || cell->outcome == Outcome::platform_divergent;
    }
    return all;
}

/// A claim that could not be tried says nothing for or against: it counts where nothing else does.
int weight(Outcome outcome)
{
    switch (outcome) {
    case Outcome::fail: return 4;
    case Outcome::platform_divergent: return 3;
    case Outcome::pass: return 2;
    case Outcome::broken: return 1;
    case Outcome::not_observed: break;
    }
    return 0;
}

Standing judged(const Stood &stood)
{
    if (!stood.statement->untestable.empty()) return Standing::untestable;
    bool some_hold = false;
    bool some_fail = false;
    for (const auto *claim : stood.claims) {
        const auto [passes, fails, divergent] = across(*claim);
        if (divergent || (passes && fails)) return Standing::depends;
        some_hold = some_hold || passes;
        some_fail = some_fail || fails;
    }
    if (some_hold && some_fail) return Standing::in_part;
    if (some_fail) return Standing::nowhere;
    return some_hold ? Standing::everywhere : Standing::not_observed;
}

} // namespace

std::string_view name(Standing standing)
{
    switch (standing) {
    case Standing::nowhere: return "holds nowhere";
    case Standing::in_part: return "holds in part";
    case Standing::depends: return "depends on the platform";
    case Standing::everywhere: return "holds everywhere";
    case Standing::untestable: return "not to be tested on one kernel";
    case Standing::not_observed: break;
    }
    return "not observed";
}

std::vector<Stood> standings(const Gathered &gathered)
{
    std::vector<Stood> all;
    for (const auto &statement : gathered.statements) {
        Stood stood;
        stood.statement = &statement;
        stood.platforms.resize(gathered.platforms.size());
        for (const auto &claim : gathered.claims) {
            if (std::find(claim.statements.begin(), claim.statements.end(), statement.id) == claim.statements.end())
                continue;
            stood.claims.push_back(&claim);
            if (const auto came = across(claim); came.fails || came.divergent) stood.against.push_back(&claim);
            for (std::size_t at = 0; at < claim.cells.size(); ++at) {
                const auto &cell = claim.cells[at];
                auto &worst = stood.platforms[at];
                if (cell && (!worst || weight(cell->outcome) > weight(*worst))) worst = cell->outcome;
            }
        }
        stood.standing = judged(stood);
        all.push_back(std::move(stood));
    }
    return all;
}

} // namespace report
