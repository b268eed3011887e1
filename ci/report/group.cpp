#include "report/group.hpp"

#include <algorithm>

namespace report {

namespace {

bool same_findings(const Trial &one, const Trial &other)
{
    return std::equal(one.findings.begin(), one.findings.end(), other.findings.begin(), other.findings.end(),
                      [](const Finding &a, const Finding &b) {
                          return a.role == b.role && a.variant == b.variant && a.name == b.name && a.seen == b.seen;
                      });
}

/// As people call it.
std::string called(const std::string &kind)
{
    if (kind == "linux") return "Linux";
    if (kind == "gvisor") return "gVisor";
    if (kind == "uml") return "user-mode Linux";
    return kind;
}

/// The platforms of one kind that were tried, in order, and which of them belong to the group.
std::string extent_of_kind(const Gathered &gathered, const std::vector<std::size_t> &tried,
                           const std::vector<std::size_t> &members)
{
    const auto &kind = gathered.platforms[members.front()].kind;
    const auto kernel = [&](std::size_t at) { return gathered.platforms[at].kernel; };
    const auto where = called(kind);
    if (members.size() == tried.size()) {
        if (tried.size() == 1) return "on " + where + " " + kernel(tried.front());
        return "on every " + where + " tried, " + kernel(tried.front()) + " to " + kernel(tried.back());
    }
    const auto first = std::find(tried.begin(), tried.end(), members.front());
    const bool in_a_row = std::equal(members.begin(), members.end(), first);
    if (in_a_row && members.back() == tried.back())
        return "on " + where + " from " + kernel(members.front()) + " on, not yet on " + kernel(*(first - 1));
    if (in_a_row && members.front() == tried.front())
        return "on " + where + " up to " + kernel(members.back()) + ", no longer on " +
               kernel(*(first + static_cast<std::ptrdiff_t>(members.size())));
    std::string text = "on " + where;
    for (std::size_t at = 0; at < members.size(); ++at)
        text += (at == 0 ? " " : at + 1 == members.size() ? " and " : ", ") + kernel(members[at]);
    return text;
}

/// One of them can speak for the other: the reason is the same too.
bool alike(const Cell &one, const Cell &other)
{
    if (!same_answers(one, other) || one.because != other.because || one.no_trial != other.no_trial) return false;
    return !one.not_observed || one.not_observed->found == other.not_observed->found;
}

} // namespace

bool same_answers(const Cell &one, const Cell &other)
{
    if (one.outcome != other.outcome || one.surprise != other.surprise || one.seen != other.seen) return false;
    return one.trial == nullptr || other.trial == nullptr || same_findings(*one.trial, *other.trial);
}

std::vector<Group> groups(const Claim &claim)
{
    std::vector<Group> all;
    for (std::size_t at = 0; at < claim.cells.size(); ++at) {
        const auto &cell = claim.cells[at];
        if (!cell) continue;
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto &one) { return alike(*one.cell, *cell); });
        if (found == all.end())
            all.push_back({.platforms = {at}, .cell = &*cell});
        else
            found->platforms.push_back(at);
    }
    return all;
}

std::string extent(const Gathered &gathered, const Group &group, const Claim &claim)
{
    std::string text;
    for (std::size_t begin = 0; begin < group.platforms.size();) {
        const auto &kind = gathered.platforms[group.platforms[begin]].kind;
        std::vector<std::size_t> members;
        for (; begin < group.platforms.size() && gathered.platforms[group.platforms[begin]].kind == kind; ++begin)
            members.push_back(group.platforms[begin]);
        std::vector<std::size_t> tried;
        for (std::size_t at = 0; at < claim.cells.size(); ++at) {
            const auto &cell = claim.cells[at];
            if (cell && is_verdict(cell->outcome) == is_verdict(group.cell->outcome) &&
                gathered.platforms[at].kind == kind)
                tried.push_back(at);
        }
        text += (text.empty() ? "" : "; ") + extent_of_kind(gathered, tried, members);
    }
    return text;
}

} // namespace report
