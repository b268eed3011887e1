#include "report/advice.hpp"
#include "report/html/part.hpp"

#include <algorithm>
#include <set>

namespace report::html {

namespace {

/// Platforms of which the same is said.
struct Alike {
    std::vector<std::size_t> platforms;
    std::vector<Advised> advice;
};

std::vector<Alike> alike(const Gathered &gathered, const Goal &goal)
{
    std::vector<Alike> all;
    for (std::size_t at = 0; at < gathered.platforms.size(); ++at) {
        auto advice = advise(gathered, goal, at);
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.advice == advice; });
        if (found == all.end())
            all.push_back({.platforms = {at}, .advice = std::move(advice)});
        else
            found->platforms.push_back(at);
    }
    return all;
}

std::string_view style(Word word)
{
    switch (word) {
    case Word::works: return "p";
    case Word::in_part: return "d";
    case Word::does_not: return "f";
    case Word::unknown: break;
    }
    return "n";
}

Markup reason(const Claim &claim, const Cell &cell, const Platform &platform)
{
    auto made = markup("<li>{} <a href=\"#{}@{}\">{}</a>", badge(cell.outcome, cell.surprise), claim.id, platform.label,
                       claim.sentence);
    if (cell.outcome != Outcome::pass && !cell.because.empty())
        made += markup(" <span class=\"because\">{}</span>", cell.because);
    made += markup("</li>");
    return made;
}

Markup statements_of(const View &view, const Advised &advised)
{
    std::set<std::string> ids;
    Markup made;
    for (const auto &[claim, cell] : advised.because) {
        for (const auto &id : claim->statements) {
            const auto *statement = view.gathered.statement(id);
            if (statement == nullptr || !ids.insert(id).second) continue;
            made += markup("{}<a href=\"#statement:{}\" title=\"{}\">{}</a>", made.empty() ? "" : ", ", id,
                           statement->says, id);
        }
    }
    return made.empty() ? made : markup("<p class=\"rests\">Rests on {}</p>", made);
}

Markup answer(const View &view, const Alike &group)
{
    Markup labels;
    for (const auto at : group.platforms)
        labels += markup("<li data-platform=\"{}\">{}</li>", view.gathered.platforms[at].label,
                         view.gathered.platforms[at].label);
    auto made = markup("<div class=\"answer\"><ul class=\"where\">{}</ul>\n", labels);
    const auto &platform = view.gathered.platforms[group.platforms.front()];
    for (const auto &advised : group.advice) {
        made += markup("<div class=\"advice {}\"><h4><span class=\"v {}\">{}</span> {}</h4><ul>", style(advised.word),
                       style(advised.word), name(advised.word), advised.measure->set);
        for (const auto &[claim, cell] : advised.because)
            made += reason(*claim, *cell, platform);
        made += markup("</ul>{}</div>\n", statements_of(view, advised));
    }
    made += markup("</div>\n");
    return made;
}

} // namespace

Markup advisor(const View &view)
{
    auto made = markup(
        "<section id=\"advisor\" aria-labelledby=\"advisor-title\">\n<h2 id=\"advisor-title\">Advisor</h2>\n"
        "<p class=\"lead\">What one would set, whether it works on a platform, and why: read from the verdicts at "
        "hand.</p>\n<form class=\"choose\" hidden><label>On <select name=\"on\">");
    for (const auto &platform : view.gathered.platforms)
        made += markup("<option>{}</option>", platform.label);
    made += markup("</select></label></form>\n");
    Markup all;
    for (const auto &goal : goals()) {
        all += markup("<section class=\"goal\" id=\"advisor:{}\"><h3>{}</h3>\n", goal.id, goal.says);
        for (const auto &group : alike(view.gathered, goal))
            all += answer(view, group);
        all += markup("</section>\n");
    }
    made += when_asked_for("advisor advisor:", all);
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
