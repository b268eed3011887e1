#include "report/headline.hpp"

#include "report/group.hpp"
#include "report/matrix_row.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace report {

namespace {

/// The platforms that came out otherwise than most: these agree, finding by finding, on another outcome.
std::vector<std::size_t> apart(const Claim &claim)
{
    const auto all = groups(claim);
    std::size_t judged = 0;
    for (const auto &group : all)
        judged += is_verdict(group.cell->outcome) ? group.platforms.size() : 0;
    const auto most = std::find_if(all.begin(), all.end(), [&](const auto &group) {
        return is_verdict(group.cell->outcome) && 2 * group.platforms.size() > judged;
    });
    std::vector<std::size_t> platforms;
    for (const auto &group : all) {
        if (most != all.end() && is_verdict(group.cell->outcome) && group.cell->outcome != most->cell->outcome)
            platforms.insert(platforms.end(), group.platforms.begin(), group.platforms.end());
    }
    return platforms;
}

/// "12 could not be tried, for want of raw sockets (8), sock_diag (4)"
std::string lacking(const Gathered &gathered, std::size_t platform, unsigned all)
{
    std::map<std::string, unsigned> missing;
    for (const auto &claim : gathered.claims) {
        const auto &cell = claim.cells[platform];
        if (cell && cell->not_observed) ++missing[cell->not_observed->missing];
    }
    std::vector<std::pair<std::string, unsigned>> most(missing.begin(), missing.end());
    std::stable_sort(most.begin(), most.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    constexpr std::size_t told = 3;
    std::string names;
    for (std::size_t at = 0; at < std::min(told, most.size()); ++at)
        names += (at == 0 ? "" : ", ") + fmt::format("{} ({})", most[at].first, most[at].second);
    if (most.size() > told) names += " and more";
    return fmt::format("{} could not be tried, for want of {}", all, names);
}

std::string sentence(const Gathered &gathered, std::size_t platform, std::size_t apart)
{
    const auto all = counts(gathered, platform);
    std::vector<std::string> parts;
    if (all.surprises > 0) parts.push_back(fmt::format("{} came out as nobody predicted", all.surprises));
    parts.push_back(fmt::format("{} of {} claims hold", all.pass, all.judged()));
    if (all.platform_divergent > 0)
        parts.push_back(fmt::format("{} do not hold here but do on another platform", all.platform_divergent));
    if (apart > 0) parts.push_back(fmt::format("{} come out otherwise than on most others", apart));
    if (all.not_observed > 0) parts.push_back(lacking(gathered, platform, all.not_observed));
    if (all.broken > 0) parts.push_back(fmt::format("{} trials broke and say nothing", all.broken));
    if (auto why = fault(gathered.platforms[platform]); !why.empty()) parts.push_back(std::move(why));
    std::string text;
    for (const auto &part : parts)
        text += (text.empty() ? "" : "; ") + part;
    return text + ".";
}

} // namespace

void Counts::add(const Cell &cell)
{
    if (cell.surprise) ++surprises;
    switch (cell.outcome) {
    case Outcome::pass: ++pass; break;
    case Outcome::fail: ++fail; break;
    case Outcome::platform_divergent: ++platform_divergent; break;
    case Outcome::not_observed: ++not_observed; break;
    case Outcome::broken: ++broken; break;
    }
}

std::string fault(const Platform &platform)
{
    const auto &row = platform.row;
    if (row && row->broken) return "not everything that was asked has come: " + row->reason;
    if (row && !row->splats.empty()) return "its console says: " + row->splats.front();
    return platform.complete ? "" : "the run did not come to its end";
}

std::string fault(const MatrixRow &row) { return row.reason.empty() ? "no results, and nobody said why" : row.reason; }

Counts counts(const Gathered &gathered, std::size_t platform)
{
    Counts all;
    for (const auto &claim : gathered.claims) {
        if (claim.cells[platform]) all.add(*claim.cells[platform]);
    }
    return all;
}

Counts counts(const Gathered &gathered)
{
    Counts all;
    for (const auto &claim : gathered.claims) {
        for (const auto &cell : claim.cells) {
            if (cell) all.add(*cell);
        }
    }
    return all;
}

std::vector<Headline> headlines(const Gathered &gathered)
{
    std::vector<Headline> all(gathered.platforms.size());
    for (const auto &claim : gathered.claims) {
        for (std::size_t at = 0; at < all.size(); ++at) {
            const auto &cell = claim.cells[at];
            if (cell && cell->surprise) all[at].surprises.push_back(&claim);
            if (cell && cell->outcome == Outcome::broken) all[at].broken.push_back(&claim);
        }
        for (const auto at : apart(claim))
            all[at].apart.push_back(&claim);
    }
    for (std::size_t at = 0; at < all.size(); ++at)
        all[at].text = sentence(gathered, at, all[at].apart.size());
    return all;
}

} // namespace report
