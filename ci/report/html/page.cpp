#include "report/html/page.hpp"

#include "report/encoded.hpp"
#include "report/html/files.hpp"
#include "report/html/part.hpp"

#include <nlohmann/json.hpp>

namespace report::html {

namespace {

/// The transcripts that differ from the one their group shows in what chance dealt alone, for the script to show.
std::string other_transcripts(const View &view)
{
    nlohmann::json all = nlohmann::json::object();
    for (const auto &claim : view.gathered.claims) {
        for (const auto &group : view.groups.at(claim.id)) {
            if (!group.cell->trial) continue;
            for (const auto at : group.platforms) {
                const auto &trial = claim.cells[at]->trial;
                if (!trial || trial->transcript == group.cell->trial->transcript) continue;
                std::string text;
                for (const auto &line : trial->transcript)
                    text += line.text + "\n";
                all[claim.id + "@" + view.gathered.platforms[at].label] = std::move(text);
            }
        }
    }
    return all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Markup navigation(const View &view)
{
    return markup("<header class=\"top\"><a class=\"skip\" href=\"#matrix\">Skip to the matrix</a>\n"
                  "<a class=\"brand\" href=\"#overview\">Port sharing conformance</a>\n<nav aria-label=\"Views\"><a "
                  "href=\"#overview\">Overview</a> "
                  "<a href=\"#matrix\">Matrix</a> <a href=\"#statements\">Statements</a> <a "
                  "href=\"#findings\">Findings <b>{}</b></a> "
                  "<a href=\"#advisor\">Advisor</a> <a href=\"#compare\" hidden>Compare</a> <a "
                  "href=\"#platforms\">Platforms</a></nav>\n</header>\n",
                  view.articles.size());
}

/// Filled by the script.
Markup comparison(const Gathered &gathered)
{
    auto made = markup("<section id=\"compare\" aria-labelledby=\"compare-title\" hidden>\n<h2 "
                       "id=\"compare-title\">What changes from one platform to "
                       "another</h2>\n<form class=\"choose\"><label>From <select name=\"from\">");
    Markup options;
    for (const auto &platform : gathered.platforms)
        options += markup("<option>{}</option>", platform.label);
    made +=
        markup("{}</select></label> <label>to <select name=\"to\">{}</select></label></form>\n<div class=\"changes\" "
               "aria-live=\"polite\"></div>\n</section>\n",
               options, options);
    return made;
}

} // namespace

std::string page(const Gathered &gathered)
{
    const View view(gathered);
    auto made = markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                       "content=\"width=device-width, initial-scale=1\">\n<title>Port sharing on {} "
                       "platform{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
                       gathered.platforms.size(), gathered.platforms.size() == 1 ? "" : "s", Markup::own(style_sheet));
    made += navigation(view);
    made += markup("<main>\n");
    for (const auto &part : {overview(view), matrix(view), statements(view), findings(view), advisor(view),
                             comparison(gathered), platforms(view), claims(view)})
        made += part;
    made += markup("</main>\n<script type=\"application/gzip\" "
                   "id=\"other-transcripts\">{}</script>\n<script>\n{}</script>\n</body>\n</html>\n",
                   in_base64(gzipped(other_transcripts(view))), Markup::own(script));
    return made.written();
}

} // namespace report::html
