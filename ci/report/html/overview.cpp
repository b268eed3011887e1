#include "report/html/part.hpp"
#include "report/matrix_row.hpp"

#include <algorithm>

namespace report::html {

namespace {

Markup claims_against(const Stood &stood)
{
    Markup all;
    for (const auto *claim : stood.against)
        all += markup(" <a href=\"#{}\">{}</a>", claim->id, claim->id);
    return all;
}

/// "the guide, Part 1"
Markup cited(const Statement &statement)
{
    return markup("<cite>the {}, {}</cite>", statement.document, statement.section);
}

Markup item(const Stood &stood)
{
    auto made = markup("<li><a class=\"says\" href=\"#statement:{}\">{}</a> {}", stood.statement->id,
                       stood.statement->says, cited(*stood.statement));
    if (stood.standing == Standing::in_part)
        made += markup(" <span class=\"note\">{} of {} readings do not hold</span>", stood.against.size(),
                       stood.claims.size());
    if (stood.standing == Standing::untestable)
        made += markup(" <span class=\"note\">{}</span>", stood.statement->untestable);
    if (const auto against = claims_against(stood); !against.empty())
        made += markup(" <span class=\"against\">{}</span>", against);
    made += markup("</li>\n");
    return made;
}

/// The statements of one standing, in a box that opens.
Markup standing_box(const View &view, Standing standing, std::string_view title, std::string_view meaning, bool open)
{
    Markup items;
    std::size_t count = 0;
    for (const auto &stood : view.standings) {
        if (stood.standing != standing) continue;
        items += item(stood);
        ++count;
    }
    if (count == 0) return {};
    return markup(
        "<details class=\"standing\"{}><summary><b>{}</b> {}<small>{}</small></summary>\n<ul>\n{}</ul></details>\n",
        open ? " open" : "", count, title, meaning, items);
}

Markup named(const std::vector<const Claim *> &claims, const Platform &platform)
{
    constexpr std::size_t told = 3;
    Markup all;
    for (std::size_t at = 0; at < std::min(claims.size(), told); ++at)
        all +=
            markup("{}<a href=\"#{}@{}\">{}</a>", at == 0 ? "" : ", ", claims[at]->id, platform.label, claims[at]->id);
    if (claims.size() > told) all += markup(" and {} more", claims.size() - told);
    return all;
}

Markup platform_sentence(const View &view, std::size_t at)
{
    const auto &platform = view.gathered.platforms[at];
    const auto &line = view.headlines[at];
    auto made = markup("<li><a class=\"platform\" href=\"#platform:{}\">{}</a> <span>{}", platform.label,
                       platform.label, line.text);
    if (!line.surprises.empty())
        made += markup(" <span class=\"loud\">Surprises: {}.</span>", named(line.surprises, platform));
    if (!line.broken.empty()) made += markup(" <span class=\"loud\">Broken: {}.</span>", named(line.broken, platform));
    if (!line.apart.empty()) made += markup(" Apart from most: {}.", named(line.apart, platform));
    made += markup("</span></li>\n");
    return made;
}

std::string_view plural(std::size_t count) { return count == 1 ? "" : "s"; }

} // namespace

Markup overview(const View &view)
{
    const auto &gathered = view.gathered;
    const auto all = counts(gathered);
    auto made = markup(
        "<section id=\"overview\" aria-labelledby=\"overview-title\">\n"
        "<h2 class=\"title\" id=\"overview-title\">What is said about port sharing, and what {} kernel{} do{}</h2>\n"
        "<p class=\"lead\">{} claims about SO_REUSEADDR and SO_REUSEPORT, read from {} statements of two documents, "
        "each put to the test and shown with its evidence.</p>\n",
        gathered.platforms.size(), plural(gathered.platforms.size()), gathered.platforms.size() == 1 ? "es" : "",
        gathered.claims.size(), gathered.statements.size());
    if (all.surprises > 0) {
        made += markup("<p class=\"alarm\"><a href=\"#matrix?only=surprises\">{} outcome{} nobody predicted</a></p>\n",
                       all.surprises, plural(all.surprises));
    }
    made += markup("<h2>The documents’ statements</h2>\n<div class=\"standings\">\n");
    made += standing_box(view, Standing::nowhere, "hold nowhere",
                         "The documents are wrong about these, wherever it was tried.", false);
    made += standing_box(view, Standing::in_part, "hold in part",
                         "True in one reading, wrong in another, on every kernel alike.", false);
    made += standing_box(view, Standing::depends, "depend on the platform", "True on some systems and not on others.",
                         false);
    made += standing_box(view, Standing::everywhere, "hold everywhere", "Every reading passes wherever it was tried.",
                         false);
    made += standing_box(view, Standing::not_observed, "were not observed", "No platform here could try them.", false);
    made += standing_box(view, Standing::untestable, "cannot be tested", "No program that runs on one kernel can tell.",
                         false);
    made += markup("</div>\n<h2>The platforms</h2>\n<ul class=\"headlines\">\n");
    for (std::size_t at = 0; at < gathered.platforms.size(); ++at)
        made += platform_sentence(view, at);
    for (const auto &row : gathered.absent) {
        made += markup("<li><a class=\"platform\" href=\"#row:{}\">{}</a> <span class=\"loud\">No results: "
                       "{}</span></li>\n",
                       row->name, row->name, row->reason);
    }
    made += markup("</ul>\n</section>\n");
    return made;
}

} // namespace report::html
