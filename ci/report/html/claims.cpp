#include "report/html/drawing.hpp"
#include "report/html/part.hpp"
#include "report/html/timeline.hpp"

#include <algorithm>

namespace report::html {

namespace {

/// The same question, asked in several variants with the same answer.
struct Question {
    const Finding *finding = nullptr;
    std::vector<const Finding *> asked;
};

std::vector<Question> questions(const Trial &trial)
{
    std::vector<Question> all;
    for (const auto &finding : trial.findings) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) {
            return one.finding->role == finding.role && one.finding->name == finding.name &&
                   one.finding->seen == finding.seen && one.finding->expected == finding.expected;
        });
        if (found == all.end())
            all.push_back({.finding = &finding, .asked = {&finding}});
        else
            found->asked.push_back(&finding);
    }
    return all;
}

std::string expected(const Finding &finding)
{
    std::string text;
    for (const auto &one : finding.expected)
        text += (text.empty() ? "" : " or ") + one;
    return text;
}

Markup asked_in(const Question &question)
{
    Markup made;
    for (const auto *one : question.asked) {
        made += markup("{}{}step {}", made.empty() ? "" : "; ", one->variant.empty() ? "" : one->variant + ": ",
                       one->step);
    }
    return made;
}

Markup findings_table(const Trial &trial)
{
    auto made = markup(
        "<table class=\"findings\"><thead><tr><th scope=\"col\">Finding</th><th scope=\"col\">Documented</th><th "
        "scope=\"col\">Observed</th><th scope=\"col\">Where</th></tr></thead><tbody>\n");
    for (const auto &question : questions(trial)) {
        const auto &finding = *question.finding;
        made += markup("<tr class=\"{}\"><th scope=\"row\"><small>{}</small> {}</th><td>{}</td><td>{}</td><td "
                       "class=\"where\">{}</td></tr>\n",
                       finding.holds ? "holds" : "against", finding.role, finding.name, expected(finding), finding.seen,
                       asked_in(question));
    }
    made += markup("</tbody></table>\n");
    return made;
}

/// What the platforms of a group counted, finding by finding; the first one's drawn.
Markup statistics(const Gathered &gathered, const Claim &claim, const Group &group)
{
    Markup made;
    const auto &first = *group.cell->trial;
    for (std::size_t at = 0; at < first.findings.size(); ++at) {
        const auto &finding = first.findings[at];
        if (!finding.statistic) continue;
        made += markup("<li>{}<div><b>{}{}</b><br>{}: {}", drawing(*finding.statistic),
                       finding.variant.empty() ? "" : finding.variant + ": ", finding.name,
                       gathered.platforms[group.platforms.front()].label, numbers(*finding.statistic));
        for (auto other = group.platforms.begin() + 1; other != group.platforms.end(); ++other) {
            const auto &trial = claim.cells[*other]->trial;
            if (!trial || !trial->findings[at].statistic) continue;
            const auto &numbered = *trial->findings[at].statistic;
            made += markup("<br>{}: {:.4g}", gathered.platforms[*other].label, numbered.value);
            for (const auto &[who, count] : numbered.counts)
                made += markup(" {} {}", &who == &numbered.counts.front().first ? "·" : "/", count);
        }
        made += markup("</div></li>\n");
    }
    if (made.empty()) return made;
    return markup("<details class=\"statistics\"><summary>Who got how many, against the "
                  "bound</summary>\n<ul>\n{}</ul></details>\n",
                  made);
}

Markup gaps(const Cell &cell)
{
    Markup made;
    const auto line = [&](const Gap &gap) {
        made += markup("<li>{}{}: {}</li>\n", gap.variant.empty() ? "" : gap.variant + ": ", gap.missing, gap.found);
    };
    if (cell.not_observed) line(*cell.not_observed);
    for (const auto &gap : cell.partly_not_observed)
        line(gap);
    return made.empty() ? made : markup("<h4>Lacking here</h4>\n<ul class=\"gaps\">\n{}</ul>\n", made);
}

Markup why(const Cell &cell)
{
    Markup made;
    if (!cell.because.empty() && cell.outcome != Outcome::not_observed)
        made += markup("<p class=\"because\"><b>{}</b> {}</p>\n",
                       cell.outcome == Outcome::broken ? "What broke:" : "Why:", cell.because);
    for (const auto &source : cell.sources)
        made += markup("<p class=\"source\"><b>Source:</b> {}</p>\n", source);
    return made;
}

Markup evidence(const View &view, const Claim &claim, const Group &group)
{
    const auto &cell = *group.cell;
    if (!cell.trial) return markup("<p class=\"note\">No evidence at hand: {}</p>\n", cell.no_trial);
    const auto &trial = *cell.trial;
    Markup made;
    if (!trial.findings.empty()) made += findings_table(trial);
    made += statistics(view.gathered, claim, group);
    if (!trial.transcript.empty()) {
        made += markup(
            "<details class=\"transcript\" data-claim=\"{}\" data-platform=\"{}\"><summary>Transcript: {} steps of {} "
            "actors, on {}</summary>\n{}</details>\n",
            claim.id, view.gathered.platforms[group.platforms.front()].label, trial.transcript.size(),
            actors(trial).size(), view.gathered.platforms[group.platforms.front()].label, timeline(trial));
    }
    return made;
}

Markup where(const Gathered &gathered, const Claim &claim, const Group &group)
{
    auto made = markup("<ul class=\"where\">");
    for (const auto at : group.platforms) {
        const auto &label = gathered.platforms[at].label;
        made += markup("<li id=\"{}@{}\"><a href=\"#{}@{}\">{}</a></li>", claim.id, label, claim.id, label, label);
    }
    made += markup("</ul>\n");
    return made;
}

Markup section(const View &view, const Claim &claim, const std::vector<Group> &groups, std::size_t at)
{
    const auto &group = groups[at];
    const auto &cell = *group.cell;
    const auto letters = group_letter(groups, at);
    auto made = markup("<section class=\"group {}{}\"><h3>{} {}<span class=\"extent\">{}</span></h3>\n",
                       letter(cell.outcome), cell.surprise ? " s" : "", badge(cell.outcome, cell.surprise),
                       letters.empty() ? Markup() : markup("<i>{}</i> ", letters), extent(view.gathered, group, claim));
    made += where(view.gathered, claim, group);
    if (!cell.seen.empty() && cell.outcome != Outcome::pass) {
        made += markup("<dl class=\"both\"><dt>Documented</dt><dd>{}</dd><dt>Observed</dt><dd>{}</dd></dl>\n",
                       cell.documented, cell.seen);
    }
    made += why(cell);
    made += gaps(cell);
    made += evidence(view, claim, group);
    made += markup("</section>\n");
    return made;
}

Markup said(const View &view, const Claim &claim)
{
    auto made = markup("<h3>What the documents say</h3>\n<ul class=\"said\">\n");
    for (const auto &id : claim.statements) {
        if (const auto *statement = view.gathered.statement(id)) {
            made += markup("<li>{} <cite>the {}, {}</cite> <a href=\"#statement:{}\"><code>{}</code></a></li>\n",
                           statement->says, statement->document, statement->section, id, id);
        } else {
            made += markup(
                "<li><code>{}</code> <span class=\"note\">its words were not kept with these results</span></li>\n",
                id);
        }
    }
    made += markup("</ul>\n");
    return made;
}

Markup page(const View &view, const Claim &claim)
{
    auto made = markup("<article class=\"claim\" id=\"{}\"><header><p class=\"crumb\">{} · "
                       "suites/{}.cpp</p>\n<h2>{}</h2>\n<p><code>{}</code></p></header>\n",
                       claim.id, claim.topic, claim.chapter, claim.sentence, claim.id);
    made += said(view, claim);
    const auto &groups = view.groups.at(claim.id);
    for (std::size_t at = 0; at < groups.size(); ++at)
        made += section(view, claim, groups, at);
    made +=
        markup("<h3>Run it again</h3>\n<pre class=\"again\"><code>build/default/claims {}</code></pre>\n</article>\n",
               claim.id);
    return made;
}

} // namespace

Markup claims(const View &view)
{
    auto made = markup("<section id=\"claims\" aria-labelledby=\"claims-title\">\n<h2 id=\"claims-title\">Every claim, "
                       "with its evidence</h2>\n");
    for (const auto &claim : view.gathered.claims)
        made += page(view, claim);
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
