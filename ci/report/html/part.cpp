#include "report/html/part.hpp"

#include <algorithm>

namespace report::html {

View::View(const Gathered &of) : gathered(of), standings(report::standings(of)), articles(report::articles(of))
{
    for (const auto &claim : of.claims)
        groups.emplace(claim.id, report::groups(claim));
}

Markup link(const Claim &claim) { return markup("<a href=\"#{}\">{}</a>", claim.id, claim.sentence); }

std::string_view letter(Outcome outcome)
{
    switch (outcome) {
    case Outcome::broken: return "b";
    case Outcome::fail: return "f";
    case Outcome::platform_divergent: return "d";
    case Outcome::not_observed: return "n";
    case Outcome::pass: break;
    }
    return "p";
}

Markup badge(Outcome outcome, bool surprise)
{
    return markup("<span class=\"v {}{}\">{}{}</span>", letter(outcome), surprise ? " s" : "", name(outcome),
                  surprise ? ", surprise" : "");
}

std::string group_letter(const std::vector<Group> &groups, std::size_t at)
{
    constexpr std::size_t letters = 26;
    const auto same = [&](const auto &group) { return group.cell->outcome == groups[at].cell->outcome; };
    if (std::count_if(groups.begin(), groups.end(), same) < 2) return "";
    const auto before = std::count_if(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(at), same);
    const auto place = static_cast<std::size_t>(before);
    std::string text(1, static_cast<char>('a' + place % letters));
    return place < letters ? text : text + std::to_string(place / letters);
}

std::size_t group_of(const std::vector<Group> &groups, std::size_t platform)
{
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto &group) {
        return std::binary_search(group.platforms.begin(), group.platforms.end(), platform);
    });
    return static_cast<std::size_t>(found - groups.begin());
}

} // namespace report::html
