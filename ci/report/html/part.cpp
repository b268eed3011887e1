#include "report/html/part.hpp"

#include "report/shape.hpp"

#include <algorithm>

namespace report::html {

View::View(const Gathered &of, const Reproducers &with)
    : gathered(of),
      headlines(report::headlines(of)),
      standings(report::standings(of)),
      articles(report::articles(of)),
      reproducers(with)
{
    for (const auto &claim : of.claims)
        groups.emplace(claim.id, report::groups(claim));
}

Markup when_asked_for(std::string_view names, const Markup &part)
{
    return markup("<noscript data-names=\"{}\">{}</noscript>\n", names, part);
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
    const auto &own = *groups[at].cell;
    std::vector<const Cell *> answers;
    for (const auto &group : groups) {
        const auto same = [&](const auto *one) { return same_answers(*one, *group.cell); };
        if (group.cell->outcome == own.outcome && std::none_of(answers.begin(), answers.end(), same))
            answers.push_back(group.cell);
    }
    std::string letters;
    for (std::size_t place = 0; place < answers.size(); ++place) {
        if (same_answers(*answers[place], own)) letters += static_cast<char>('a' + place % 26);
    }
    return answers.size() < 2 || letters.size() > 1 ? "" : letters;
}

std::optional<std::size_t> shown_before(const std::vector<Group> &groups, std::size_t at)
{
    const auto &trial = groups[at].cell->trial;
    if (at == 0 || !trial) return std::nullopt;
    const auto shape = shape_of(*trial);
    for (std::size_t before = 0; before < at; ++before) {
        const auto &other = groups[before].cell->trial;
        if (other && groups[before].cell->outcome == groups[at].cell->outcome && covers(shape_of(*other), shape))
            return before;
    }
    return std::nullopt;
}

std::size_t group_of(const std::vector<Group> &groups, std::size_t platform)
{
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto &group) {
        return std::binary_search(group.platforms.begin(), group.platforms.end(), platform);
    });
    return static_cast<std::size_t>(found - groups.begin());
}

} // namespace report::html
