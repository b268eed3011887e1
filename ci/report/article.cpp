#include "report/article.hpp"

#include <algorithm>

namespace report {

namespace {

bool worth_telling(const Claim &claim)
{
    return std::any_of(claim.cells.begin(), claim.cells.end(), [](const auto &cell) {
        return cell &&
               (cell->surprise || cell->outcome == Outcome::fail || cell->outcome == Outcome::platform_divergent);
    });
}

bool holds_everywhere(const Claim &claim)
{
    bool some = false;
    for (const auto &cell : claim.cells) {
        if (!cell || cell->outcome == Outcome::not_observed) continue;
        if (cell->outcome != Outcome::pass || cell->surprise) return false;
        some = true;
    }
    return some;
}

void add_once(std::vector<std::string> &all, std::string_view text)
{
    if (!text.empty() && std::find(all.begin(), all.end(), text) == all.end()) all.emplace_back(text);
}

Article::Kind kind_of(const Claim &claim)
{
    bool holds_somewhere = false;
    for (const auto &cell : claim.cells) {
        if (!cell) continue;
        if (cell->surprise) return Article::Kind::surprise;
        holds_somewhere =
            holds_somewhere || cell->outcome == Outcome::pass || cell->outcome == Outcome::platform_divergent;
    }
    return holds_somewhere ? Article::Kind::divergence : Article::Kind::refutation;
}

/// How many statements two claims read in common.
std::size_t kinship(const Claim &one, const Claim &other)
{
    return static_cast<std::size_t>(
        std::count_if(one.statements.begin(), one.statements.end(), [&](const auto &statement) {
            return std::find(other.statements.begin(), other.statements.end(), statement) != other.statements.end();
        }));
}

/// The nearest of those that hold.
std::vector<const Claim *> instead_of(const Claim &claim, const Gathered &gathered)
{
    constexpr std::size_t told = 3;
    std::vector<const Claim *> kin;
    for (const auto &other : gathered.claims) {
        if (&other != &claim && kinship(claim, other) > 0 && holds_everywhere(other)) kin.push_back(&other);
    }
    const auto nearness = [&](const Claim *other) {
        const auto [differs, in_other] =
            std::mismatch(claim.id.begin(), claim.id.end(), other->id.begin(), other->id.end());
        return std::pair(kinship(claim, *other), differs - claim.id.begin());
    };
    std::stable_sort(kin.begin(), kin.end(), [&](const auto *a, const auto *b) { return nearness(a) > nearness(b); });
    kin.resize(std::min(kin.size(), told));
    return kin;
}

void tell_trial(const Trial &trial, Article &article)
{
    for (const auto &finding : trial.findings) {
        if (finding.role == "contrast") add_once(article.tried, finding.name);
    }
    for (const auto &finding : trial.findings) {
        if (finding.role == "expectation") add_once(article.tried, finding.name);
    }
}

Article told(const Claim &claim, const Gathered &gathered)
{
    Article made;
    made.claim = &claim;
    made.kind = kind_of(claim);
    for (const auto &id : claim.statements) {
        if (const auto *statement = gathered.statement(id)) made.said.push_back(statement);
    }
    for (const auto &group : groups(claim)) {
        const auto &cell = *group.cell;
        if (!is_verdict(cell.outcome)) continue;
        made.happens.push_back({.where = extent(gathered, group, claim),
                                .expected = cell.documented,
                                .seen = cell.seen,
                                .outcome = cell.outcome});
        if (cell.trial && made.tried.empty()) tell_trial(*cell.trial, made);
        add_once(made.why, cell.because);
        for (const auto &source : cell.sources)
            add_once(made.sources, source);
    }
    for (const auto &prediction : gathered.predictions) {
        if (prediction.claim == claim.id) add_once(made.holds_on, prediction.documented_on);
    }
    made.instead = instead_of(claim, gathered);
    return made;
}

} // namespace

std::string_view name(Article::Kind kind)
{
    switch (kind) {
    case Article::Kind::surprise: return "surprise";
    case Article::Kind::refutation: return "refutation";
    case Article::Kind::divergence: break;
    }
    return "divergence";
}

std::vector<Article> articles(const Gathered &gathered)
{
    std::vector<Article> all;
    for (const auto &claim : gathered.claims) {
        if (worth_telling(claim)) all.push_back(told(claim, gathered));
    }
    std::stable_partition(all.begin(), all.end(), [](const auto &one) { return one.kind == Article::Kind::surprise; });
    return all;
}

} // namespace report
