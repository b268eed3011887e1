#include "report/conflicts.hpp"
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
    for (const auto one : finding.expected)
        text.append(text.empty() ? "" : " or ").append(one);
    return text;
}

Markup asked_in(const Question &question)
{
    Markup made;
    for (const auto *one : question.asked)
        made += markup("{}{}{}step {}", made.empty() ? "" : "; ", one->variant, one->variant.empty() ? "" : ": ",
                       one->step);
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

bool same_numbers(const Statistic &one, const Statistic &other)
{
    return one.value == other.value && one.counts == other.counts;
}

/// "72 · 24 / 0 / 0"
std::string in_short(const Statistic &statistic)
{
    auto text = fmt::format("{:.4g}", statistic.value);
    for (const auto &[who, count] : statistic.counts)
        text += fmt::format(" {} {}", &who == &statistic.counts.front().first ? "·" : "/", count);
    return text;
}

/// The numbers of a finding on each platform of a group, those that counted the same together; the first one's in full.
Markup counted(const Gathered &gathered, const Claim &claim, const Group &group, std::size_t finding)
{
    std::vector<std::pair<const Statistic *, std::string>> all;
    for (const auto at : group.platforms) {
        const auto &trial = claim.cells[at]->trial;
        if (!trial || !trial->findings[finding].statistic) continue;
        const auto &statistic = *trial->findings[finding].statistic;
        const auto &label = gathered.platforms[at].label;
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto &one) { return same_numbers(*one.first, statistic); });
        if (found == all.end())
            all.emplace_back(&statistic, label);
        else
            found->second += ", " + label;
    }
    Markup made;
    for (const auto &[statistic, labels] : all)
        made += markup("<br>{}: {}", labels, made.empty() ? numbers(*statistic) : in_short(*statistic));
    return made;
}

Markup statistics(const Gathered &gathered, const Claim &claim, const Group &group)
{
    Markup made;
    const auto &first = *group.cell->trial;
    for (std::size_t at = 0; at < first.findings.size(); ++at) {
        const auto &finding = first.findings[at];
        if (!finding.statistic) continue;
        made += markup("<li>{}<div><b>{}{}{}</b>{}</div></li>\n", drawing(*finding.statistic), finding.variant,
                       finding.variant.empty() ? "" : ": ", finding.name, counted(gathered, claim, group, at));
    }
    if (made.empty()) return made;
    return markup("<details class=\"statistics\"><summary>Who got how many, against the "
                  "bound</summary>\n<ul>\n{}</ul></details>\n",
                  made);
}

/// The real programs that played, with their versions, where they differ platform by platform.
Markup programs(const Gathered &gathered, const Claim &claim, const Group &group)
{
    std::vector<std::pair<std::string, std::string>> all; // who played, and on which platforms
    for (const auto at : group.platforms) {
        const auto &trial = claim.cells[at]->trial;
        if (!trial || trial->programs.empty()) continue;
        std::string played;
        for (const auto &[name, version] : trial->programs) {
            played += played.empty() ? "" : ", ";
            played += version.starts_with(name) ? version : fmt::format("{} ({})", name, version);
        }
        const auto &label = gathered.platforms[at].label;
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.first == played; });
        if (found == all.end())
            all.emplace_back(played, label);
        else
            found->second += ", " + label;
    }
    Markup made;
    for (const auto &[played, labels] : all)
        made += markup("<p class=\"programs\"><b>Played with:</b> {}{}</p>\n", played,
                       all.size() > 1 ? markup(" <small>on {}</small>", labels) : Markup());
    return made;
}

/// Where another trial of the same run came out otherwise.
Markup unstable(const Gathered &gathered, const Claim &claim, const Group &group)
{
    Markup made;
    for (const auto at : group.platforms) {
        const auto &trial = claim.cells[at]->trial;
        if (trial && !trial->unstable.empty())
            made += markup("<p class=\"because\"><b>Unstable on {}:</b> {}</p>\n", gathered.platforms[at].label,
                           trial->unstable);
    }
    return made;
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

/// The program itself is packed with the others, for the script to unpack; without scripting a command prints it.
Markup reproducer(const View &view, const Claim &claim, const Group &group)
{
    const auto &label = view.gathered.platforms[group.platforms.front()].label;
    const auto found = view.reproducers.find({claim.id, label});
    if (found == view.reproducers.end()) return {};
    if (found->second.text.empty()) return markup("<p class=\"note\">As a C program: {}</p>\n", found->second.none);
    return markup("<details class=\"reproducer\" data-program=\"{}@{}\"><summary>As one C file</summary>\n<pre><code>"
                  "build/default/claims --reproducer results/{}/evidence/{}.json &gt; {}.c</code></pre>\n</details>\n",
                  claim.id, label, label, claim.id, claim.id);
}

Markup transcript(const View &view, const Claim &claim, const std::vector<Group> &groups, std::size_t at)
{
    const auto &trial = *groups[at].cell->trial;
    if (trial.transcript.empty()) return {};
    const auto label = [&](std::size_t group) {
        return view.gathered.platforms[groups[group].platforms.front()].label;
    };
    if (const auto before = shown_before(groups, at))
        return markup("<p class=\"note\">The same steps had the same answers as on {}, numbers apart; its transcript "
                      "has these {} among others.</p>\n",
                      label(*before), trial.transcript.size());
    return markup("<details class=\"transcript\" data-claim=\"{}\" data-platform=\"{}\"><summary>Transcript: {} steps "
                  "of {} actors, on {}</summary>\n{}</details>\n",
                  claim.id, label(at), trial.transcript.size(), actors(trial).size(), label(at), timeline(trial));
}

Markup evidence(const View &view, const Claim &claim, const std::vector<Group> &groups, std::size_t at)
{
    const auto &group = groups[at];
    const auto &cell = *group.cell;
    if (!cell.trial) return markup("<p class=\"note\">No evidence at hand: {}</p>\n", cell.no_trial);
    const auto &trial = *cell.trial;
    auto made = unstable(view.gathered, claim, group);
    made += programs(view.gathered, claim, group);
    if (!trial.findings.empty()) made += findings_table(trial);
    made += statistics(view.gathered, claim, group);
    made += transcript(view, claim, groups, at);
    made += reproducer(view, claim, group);
    return made;
}

Markup where(const Gathered &gathered, const Claim &claim, const Group &group)
{
    auto made = markup("<ul class=\"where\">");
    for (const auto at : group.platforms) {
        const auto &label = gathered.platforms[at].label;
        made += markup("<li id=\"{}@{}\">{}</li>", claim.id, label, label); // the script makes links of them
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
    made += evidence(view, claim, groups, at);
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

/// Whether the claim is a slice of the matrix of bind conflicts that some platform played.
bool is_slice(const Gathered &gathered, const std::string &claim)
{
    return std::any_of(gathered.platforms.begin(), gathered.platforms.end(), [&](const auto &platform) {
        return platform.conflicts && platform.conflicts->slice(claim) != nullptr;
    });
}

Markup page(const View &view, const Claim &claim)
{
    auto made = markup("<article class=\"claim\" id=\"{}\"><header><p class=\"crumb\">{} · "
                       "suites/{}.cpp</p>\n<h2>{}</h2>\n<p><code>{}</code></p></header>\n",
                       claim.id, claim.topic, claim.chapter, claim.sentence, claim.id);
    made += said(view, claim);
    if (is_slice(view.gathered, claim.id))
        made += markup("<p><a href=\"#slice:{}\">Its cells, as a table</a></p>\n", claim.id);
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
    // Each is made when it is asked for, as the other views are (when_asked_for()), and by its whole name.
    for (const auto &claim : view.gathered.claims)
        made += markup("<noscript data-claim=\"{}\">{}</noscript>\n", claim.id, page(view, claim));
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
