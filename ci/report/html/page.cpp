#include "report/html/page.hpp"

#include "report/difference.hpp"
#include "report/encoded.hpp"
#include "report/html/files.hpp"
#include "report/html/part.hpp"
#include "report/shape.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace report::html {

namespace {

std::string lines_of(const Trial &trial)
{
    std::string text;
    for (const auto &line : trial.transcript)
        text.append(line.text).append("\n");
    return text;
}

/// The transcripts of a claim that take other steps, or have other answers, than the one that the page shows for their
/// group, by platform. "=LABEL" stands for the same again.
nlohmann::json other_transcripts(const View &view, const Claim &claim)
{
    nlohmann::json all = nlohmann::json::object();
    const auto &groups = view.groups.at(claim.id);
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const auto &shown = groups[group].cell->trial;
        if (!shown) continue;
        std::vector<std::pair<Shape, std::string>> shapes; // and who has it first; "" for the page
        if (!shown_before(groups, group)) shapes.emplace_back(shape_of(*shown), "");
        for (const auto at : groups[group].platforms) {
            const auto &trial = claim.cells[at]->trial;
            const auto &label = view.gathered.platforms[at].label;
            if (!trial || trial->transcript.empty()) continue;
            auto shape = shape_of(*trial);
            const auto known =
                std::find_if(shapes.begin(), shapes.end(), [&](const auto &one) { return one.first == shape; });
            if (known == shapes.end()) {
                all[label] = lines_of(*trial);
                shapes.emplace_back(std::move(shape), label);
            } else if (!known->second.empty()) {
                all[label] = "=" + known->second;
            }
        }
    }
    return all;
}

std::string other_transcripts(const View &view)
{
    nlohmann::json all = nlohmann::json::object();
    for (const auto &claim : view.gathered.claims) {
        if (auto own = other_transcripts(view, claim); !own.empty()) all[claim.id] = std::move(own);
    }
    return all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// How cells change into others: for two letters of outcomes, what `report diff` calls it where their answers differ.
std::string rule_of_change()
{
    const auto made = [](std::string_view of, const char *seen) -> std::optional<Cell> {
        if (of == "x") return std::nullopt;
        Cell cell;
        for (const auto outcome : every_outcome) {
            if (letter(outcome) == of) cell.outcome = outcome;
        }
        cell.seen = seen;
        return cell;
    };
    constexpr std::array<std::string_view, 6> letters{"p", "f", "d", "n", "b", "x"};
    nlohmann::json rule = nlohmann::json::object();
    for (const auto before : letters) {
        for (const auto after : letters) {
            if (const auto kind = change(made(before, "this"), made(after, "that")))
                rule[std::string(before) + std::string(after)] = name(*kind);
        }
    }
    return rule.dump();
}

std::string kinds_of_change()
{
    nlohmann::json all = nlohmann::json::array();
    for (const auto kind : every_change)
        all.push_back(name(kind));
    return all.dump();
}

/// What the script works with.
Markup data(const View &view)
{
    const auto packed_text = [](const char *id, const std::string &text) {
        return markup("<script type=\"application/gzip\" id=\"{}\">{}</script>\n", id, in_base64(gzipped(text)));
    };
    return markup("{}{}<script type=\"application/json\" id=\"rule-of-change\">{{\"kinds\": {}, \"rule\": "
                  "{}}}</script>\n<script>\n{}</script>\n",
                  packed_text("other-transcripts", other_transcripts(view)),
                  packed_text("reproducers", packed(view.reproducers)), Markup::own(kinds_of_change()),
                  Markup::own(rule_of_change()), Markup::own(std::string(script)));
}

Markup navigation(const View &view)
{
    return markup(
        "<header class=\"top\"><a class=\"skip\" href=\"#matrix\">Skip to the matrix</a>\n"
        "<h1><a class=\"brand\" href=\"#overview\">Port sharing conformance</a></h1>\n<nav aria-label=\"Views\"><a "
        "href=\"#overview\">Overview</a> "
        "<a href=\"#matrix\">Matrix</a> <a href=\"#statements\">Statements</a> {}<a "
        "href=\"#findings\">Findings <b>{}</b></a> "
        "<a href=\"#advisor\">Advisor</a> <a href=\"#compare\" hidden>Compare</a> <a "
        "href=\"#platforms\">Platforms</a></nav>\n</header>\n",
        played_conflicts(view.gathered) ? markup("<a href=\"#conflicts\">Conflicts</a> ") : Markup(),
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

std::string page(const Gathered &gathered, const Reproducers &reproducers)
{
    const View view(gathered, reproducers);
    auto made = markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                       "content=\"width=device-width, initial-scale=1\">\n<title>Port sharing on {} "
                       "platform{}</title>\n<script>document.documentElement.className = "
                       "\"scripted\"</script>\n<style>\n{}</style>\n</head>\n<body>\n",
                       gathered.platforms.size(), gathered.platforms.size() == 1 ? "" : "s",
                       Markup::own(std::string(style_sheet)));
    made += navigation(view);
    made += markup("<main>\n");
    made += overview(view);
    made += matrix(view);
    // Who comes for the matrix need not wait for the evidence of its cells, which is most of the page.
    made += markup("<script>\n{}</script>\n", Markup::own(std::string(matrix_script)));
    for (const auto &part : {statements(view), conflicts(view), findings(view), advisor(view), comparison(gathered),
                             platforms(view), claims(view)})
        made += part;
    made += markup("</main>\n{}</body>\n</html>\n", data(view));
    return in_ascii(std::move(made).written());
}

} // namespace report::html
