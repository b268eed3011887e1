#include "report/group.hpp"

#include <algorithm>

namespace report {

namespace {

bool same_question(const Finding &one, const Finding &other)
{
    return one.role == other.role && one.variant == other.variant && one.name == other.name;
}

bool same_findings(const Trial &one, const Trial &other)
{
    return std::equal(one.findings.begin(), one.findings.end(), other.findings.begin(), other.findings.end(),
                      [](const Finding &a, const Finding &b) { return same_question(a, b) && a.seen == b.seen; });
}

/// Whether what was looked at in both was seen in both. What one of them lacks (a protocol, say) is no answer.
bool agree(const Trial &one, const Trial &other)
{
    std::size_t next = 0; // both have them in the same order, but for gaps
    const auto &others = other.findings;
    for (const auto &finding : one.findings) {
        for (std::size_t step = 0; step < others.size(); ++step) {
            const auto &candidate = others[(next + step) % others.size()];
            if (!same_question(finding, candidate)) continue;
            if (finding.seen != candidate.seen) return false;
            next = (next + step + 1) % others.size();
            break;
        }
    }
    return true;
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

/// One of them can speak for the other: the reason is the same too, and so is how much was tried.
bool alike(const Cell &one, const Cell &other)
{
    if (one.outcome != other.outcome || one.surprise != other.surprise || one.seen != other.seen) return false;
    if (one.because != other.because || one.no_trial != other.no_trial) return false;
    if (one.not_observed && one.not_observed->found != other.not_observed->found) return false;
    return !one.trial || !other.trial || same_findings(*one.trial, *other.trial);
}

} // namespace

bool same_answers(const Cell &one, const Cell &other)
{
    if (one.outcome != other.outcome || one.surprise != other.surprise) return false;
    return one.trial && other.trial ? agree(*one.trial, *other.trial) : one.seen == other.seen;
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
