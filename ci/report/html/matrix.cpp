#include "report/html/part.hpp"

#include <algorithm>

namespace report::html {

namespace {

Markup head(const Gathered &gathered, const Markup &first_columns)
{
    auto made = markup("<thead><tr>{}", first_columns);
    for (const auto &platform : gathered.platforms) {
        made += markup("<th scope=\"col\" data-platform=\"{}\"><a href=\"#platform:{}\">{}</a><small>{}</small></th>",
                       platform.label, platform.label, platform.label,
                       platform.ran_in.empty() ? platform.standing : platform.ran_in);
    }
    made += markup("</tr></thead>\n");
    return made;
}

/// The documents whose statements the claim reads, as the filter asks for them.
std::string documents(const Claim &claim, const Gathered &gathered)
{
    std::string names;
    for (const auto &id : claim.statements) {
        const auto *statement = gathered.statement(id);
        if (statement != nullptr && names.find(statement->document) == std::string::npos)
            names += (names.empty() ? "" : " ") + statement->document;
    }
    return names;
}

Markup cell(const Claim &claim, const Platform &platform, const Cell &cell, const std::string &group)
{
    return markup("<td class=\"{}{}\"><a href=\"#{}@{}\">{}{}</a>{}</td>", letter(cell.outcome),
                  cell.surprise ? " s" : "", claim.id, platform.label, name(cell.outcome),
                  cell.surprise ? ", surprise" : "", group.empty() ? Markup() : markup("<i>{}</i>", group));
}

Markup row(const View &view, const Claim &claim)
{
    const auto &groups = view.groups.at(claim.id);
    auto made = markup("<tr data-claim=\"{}\" data-documents=\"{}\"><th scope=\"row\">{}<code>{}</code></th>", claim.id,
                       documents(claim, view.gathered), link(claim), claim.id);
    for (std::size_t at = 0; at < claim.cells.size(); ++at) {
        if (claim.cells[at])
            made +=
                cell(claim, view.gathered.platforms[at], *claim.cells[at], group_letter(groups, group_of(groups, at)));
        else
            made += markup("<td class=\"x\">not tried</td>");
    }
    made += markup("</tr>\n");
    return made;
}

Markup legend()
{
    auto made = markup("<ul class=\"legend\" aria-label=\"What the cells say\">\n");
    const auto line = [&](Outcome outcome, std::string_view meaning) {
        made += markup("<li>{} {}</li>\n", badge(outcome), meaning);
    };
    line(Outcome::pass, "every finding holds");
    line(Outcome::platform_divergent, "does not hold here, as foreseen, and holds on another platform");
    line(Outcome::fail, "the kernel contradicts the document");
    line(Outcome::not_observed, "could not be tried here");
    line(Outcome::broken, "the suite itself failed");
    made += markup("<li><span class=\"v s\">surprise</span> nobody predicted it</li>\n</ul>\n");
    return made;
}

/// What asks for a choice, and needs scripting to answer.
Markup filters(const View &view)
{
    auto made = markup("<form class=\"filters\" hidden aria-label=\"Filter the matrix\">\n"
                       "<label>Search <input type=\"search\" name=\"q\" placeholder=\"words, or an id\"></label>\n"
                       "<label>Topic <select name=\"topic\"><option value=\"\">all</option>");
    std::vector<std::string> topics;
    for (const auto &claim : view.gathered.claims) {
        if (std::find(topics.begin(), topics.end(), claim.topic) != topics.end()) continue;
        topics.push_back(claim.topic);
        made += markup("<option>{}</option>", claim.topic);
    }
    made += markup("</select></label>\n<label>Verdict <select name=\"verdict\"><option value=\"\">all</option>");
    for (const auto outcome : every_outcome)
        made += markup("<option>{}</option>", name(outcome));
    made += markup("</select></label>\n<label>Platform <select name=\"platform\"><option value=\"\">all</option>");
    for (const auto &platform : view.gathered.platforms)
        made += markup("<option>{}</option>", platform.label);
    made += markup(
        "</select></label>\n<label>Document <select name=\"document\"><option value=\"\">both</option>"
        "<option>guide</option><option>article</option></select></label>\n"
        "<label>Show <select name=\"only\"><option value=\"\">everything</option><option value=\"different\">only "
        "different</option><option value=\"surprises\">only surprises</option></select></label>\n"
        "<button type=\"reset\">Clear</button>\n<output aria-live=\"polite\"></output>\n</form>\n");
    return made;
}

std::size_t of_topic(const Gathered &gathered, const std::string &topic)
{
    return static_cast<std::size_t>(std::count_if(gathered.claims.begin(), gathered.claims.end(),
                                                  [&](const auto &claim) { return claim.topic == topic; }));
}

Markup statement_row(const Stood &stood)
{
    auto made = markup("<tr id=\"statement:{}\"><th scope=\"row\"><span class=\"says\">{}</span><code>{}</code>",
                       stood.statement->id, stood.statement->says, stood.statement->id);
    if (!stood.statement->untestable.empty())
        made += markup("<span class=\"note\">{}</span>", stood.statement->untestable);
    if (!stood.claims.empty()) {
        made += markup("<details><summary>{} reading{}</summary><ul>", stood.claims.size(),
                       stood.claims.size() == 1 ? "" : "s");
        for (const auto *claim : stood.claims)
            made += markup("<li>{}</li>", link(*claim));
        made += markup("</ul></details>");
    }
    made += markup("</th><td class=\"stands\">{}</td>", name(stood.standing));
    for (std::size_t at = 0; at < stood.platforms.size(); ++at) {
        const auto &outcome = stood.platforms[at];
        if (!outcome) {
            made += markup("<td class=\"x\">{}</td>", stood.statement->untestable.empty() ? "not tried" : "–");
            continue;
        }
        made += markup("<td class=\"{}\">{}</td>", letter(*outcome), name(*outcome));
    }
    made += markup("</tr>\n");
    return made;
}

} // namespace

Markup matrix(const View &view)
{
    const auto &gathered = view.gathered;
    auto made = markup(
        "<section id=\"matrix\" aria-labelledby=\"matrix-title\">\n<h2 id=\"matrix-title\">Claims × platforms</h2>\n");
    made += legend();
    made += filters(view);
    made += markup("<div class=\"scroll\" role=\"region\" aria-label=\"The claims\" tabindex=\"0\">\n<table "
                   "class=\"matrix\" style=\"--platforms: {}\">\n",
                   gathered.platforms.size());
    made += head(gathered, markup("<th scope=\"col\" class=\"corner\">Claim</th>"));
    std::string topic;
    for (const auto &claim : gathered.claims) {
        if (&claim == &gathered.claims.front() || claim.topic != topic) {
            topic = claim.topic;
            made += markup(
                "{}<tbody data-topic=\"{}\"><tr class=\"topic\"><th scope=\"rowgroup\">{} <small>{}</small></th><td "
                "colspan=\"{}\"></td></tr>\n",
                &claim == &gathered.claims.front() ? Markup() : markup("</tbody>\n"), topic, topic,
                of_topic(gathered, topic), gathered.platforms.size());
        }
        made += row(view, claim);
    }
    made += gathered.claims.empty() ? Markup() : markup("</tbody>\n");
    made += markup("</table></div>\n");
    if (gathered.claims.empty()) made += markup("<p>No claim was tried.</p>\n");
    made += markup("</section>\n");
    return made;
}

Markup statements(const View &view)
{
    auto made = markup(
        "<section id=\"statements\" aria-labelledby=\"statements-title\">\n<h2 id=\"statements-title\">What the "
        "documents "
        "say × platforms</h2>\n<p>Each statement with the worst that its readings came to. A reading is a claim that "
        "can be tested.</p>\n");
    auto table = markup("<div class=\"scroll\" role=\"region\" aria-label=\"The statements\" tabindex=\"0\">\n<table "
                        "class=\"matrix\" style=\"--platforms: {}\">\n",
                        view.gathered.platforms.size());
    table += head(
        view.gathered,
        markup("<th scope=\"col\" class=\"corner\">Statement</th><th scope=\"col\" class=\"stands\">Standing</th>"));
    std::string section;
    for (const auto &stood : view.standings) {
        const auto where = "the " + stood.statement->document + ": " + stood.statement->section;
        if (where != section) {
            table +=
                markup("{}<tbody><tr class=\"topic\"><th scope=\"rowgroup\">{}</th><td colspan=\"{}\"></td></tr>\n",
                       section.empty() ? Markup() : markup("</tbody>\n"), where, view.gathered.platforms.size() + 1);
            section = where;
        }
        table += statement_row(stood);
    }
    table += section.empty() ? Markup() : markup("</tbody>\n");
    table += markup("</table></div>\n");
    made += when_asked_for("statements statement:", table);
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
