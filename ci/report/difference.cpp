#include "report/difference.hpp"

#include "report/group.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace report {

namespace {

bool observed(const std::optional<Cell> &cell) { return cell && cell->outcome != Outcome::not_observed; }

std::string told(const std::optional<Cell> &cell)
{
    if (!cell) return "not tried";
    std::string text(name(cell->outcome));
    if (cell->surprise) text += " (surprise)";
    if (!cell->seen.empty()) text += ": " + cell->seen;
    return text;
}

using Pair = std::pair<std::optional<std::size_t>, std::optional<std::size_t>>;

/// The columns that belong together, with the name of each pair.
std::vector<std::pair<std::string, Pair>> pairs(const Gathered &before, const Gathered &after)
{
    if (before.platforms.size() == 1 && after.platforms.size() == 1) {
        const auto &one = before.platforms.front().label;
        const auto &other = after.platforms.front().label;
        return {{one == other ? one : one + " → " + other, {0, 0}}};
    }
    std::vector<std::pair<std::string, Pair>> all;
    const auto place = [&](const std::string &label) -> Pair & {
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.first == label; });
        return found != all.end() ? found->second : all.emplace_back(label, Pair{}).second;
    };
    for (std::size_t at = 0; at < before.platforms.size(); ++at)
        place(before.platforms[at].label).first = at;
    for (std::size_t at = 0; at < after.platforms.size(); ++at)
        place(after.platforms[at].label).second = at;
    return all;
}

std::optional<Cell> cell_of(const Claim *claim, std::optional<std::size_t> column)
{
    return claim != nullptr && column ? claim->cells[*column] : std::nullopt;
}

} // namespace

std::string_view name(Change change)
{
    switch (change) {
    case Change::regressed: return "regressed";
    case Change::newly_divergent: return "newly divergent";
    case Change::fixed: return "fixed";
    case Change::appeared: return "appeared";
    case Change::disappeared: return "disappeared";
    case Change::changed_outcome: break;
    }
    return "changed outcome";
}

std::optional<Change> change(const std::optional<Cell> &before, const std::optional<Cell> &after)
{
    if (!observed(before) && !observed(after)) {
        if (before.has_value() == after.has_value()) return std::nullopt;
        return after ? Change::appeared : Change::disappeared;
    }
    if (!observed(before)) return Change::appeared;
    if (!observed(after)) return Change::disappeared;
    const auto was = before->outcome;
    const auto is = after->outcome;
    if (was == is) return same_answers(*before, *after) ? std::nullopt : std::optional(Change::changed_outcome);
    if (is == Outcome::pass) return Change::fixed;
    if (is == Outcome::platform_divergent && was == Outcome::pass) return Change::newly_divergent;
    if (is == Outcome::broken || (is == Outcome::fail && was != Outcome::broken)) return Change::regressed;
    return Change::changed_outcome;
}

std::vector<Difference> differences(const Gathered &before, const Gathered &after)
{
    std::map<std::string, std::pair<const Claim *, const Claim *>> claims;
    for (const auto &claim : before.claims)
        claims[claim.id].first = &claim;
    for (const auto &claim : after.claims)
        claims[claim.id].second = &claim;
    std::vector<Difference> all;
    for (const auto &[label, columns] : pairs(before, after)) {
        for (const auto &[id, both] : claims) {
            const auto was = cell_of(both.first, columns.first);
            const auto is = cell_of(both.second, columns.second);
            if (const auto kind = change(was, is))
                all.push_back({.kind = *kind, .claim = id, .platform = label, .before = told(was), .after = told(is)});
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const auto &one, const auto &other) { return one.kind < other.kind; });
    return all;
}

} // namespace report
