#include "report/conflicts.hpp"
#include "report/html/part.hpp"
#include "report/html/slice.hpp"

#include <algorithm>
#include <map>

namespace report::html {

namespace {

using Rule = Conflicts::Rule;
using Quirk = Conflicts::Quirk;

std::vector<const Platform *> players(const Gathered &gathered)
{
    std::vector<const Platform *> all;
    for (const auto &platform : gathered.platforms) {
        if (platform.conflicts) all.push_back(&platform);
    }
    return all;
}

bool same_rule(const Rule &one, const Rule &other)
{
    return one.page == other.page && one.id == other.id && one.says == other.says;
}

/// The rules of all platforms in one order: what one platform alone has stands behind what it stands behind there.
std::vector<const Rule *> rules_of(const std::vector<const Platform *> &platforms)
{
    std::vector<const Rule *> all;
    for (const auto *platform : platforms) {
        auto place = all.begin();
        for (const auto &rule : platform->conflicts->rules) {
            const auto found =
                std::find_if(all.begin(), all.end(), [&](const auto *one) { return same_rule(*one, rule); });
            place = (found == all.end() ? all.insert(place, &rule) : found) + 1;
        }
    }
    return all;
}

/// How many answers a rule decided on each platform; nothing where it is no rule.
std::vector<std::optional<std::uint64_t>> decided(const Rule &rule, const std::vector<const Platform *> &platforms)
{
    std::vector<std::optional<std::uint64_t>> all;
    for (const auto *platform : platforms) {
        const auto &rules = platform->conflicts->rules;
        const auto found =
            std::find_if(rules.begin(), rules.end(), [&](const auto &one) { return same_rule(one, rule); });
        all.push_back(found == rules.end() ? std::nullopt : std::optional(found->cells));
    }
    return all;
}

std::optional<std::uint64_t> most_common(const std::vector<std::optional<std::uint64_t>> &all)
{
    return *std::max_element(all.begin(), all.end(), [&](const auto &one, const auto &other) {
        return std::count(all.begin(), all.end(), one) < std::count(all.begin(), all.end(), other);
    });
}

std::string_view question(const std::string &page)
{
    if (page == "bind") return "May it bind?";
    if (page == "listen") return "May it listen?";
    return "Who receives?";
}

Markup rule_row(const Rule &rule, const std::vector<const Platform *> &platforms)
{
    auto made = markup("<tr><th scope=\"row\">{} <code>{}</code><span class=\"note\">{}</span></th>", rule.says,
                       rule.id, rule.source);
    const auto counts = decided(rule, platforms);
    const auto usual = most_common(counts);
    for (const auto &count : counts) {
        made += markup("<td{}>{}</td>", count == usual ? Markup() : markup(" class=\"else\""),
                       count ? std::to_string(*count) : "no rule");
    }
    made += markup("</tr>\n");
    return made;
}

Markup rules(const std::vector<const Platform *> &platforms)
{
    auto made = markup("<h3 id=\"conflict-rules\">The rules, and how many answers each decided</h3>\n<div "
                       "class=\"scroll\" role=\"region\" aria-labelledby=\"conflict-rules\" tabindex=\"0\">\n<table "
                       "class=\"matrix rules\" style=\"--platforms: {}\">\n<thead><tr><th scope=\"col\" "
                       "class=\"corner\">Rule: the first that applies decides</th>",
                       platforms.size());
    for (const auto *platform : platforms)
        made += markup("<th scope=\"col\"><a href=\"#platform:{}\">{}</a></th>", platform->label, platform->label);
    made += markup("</tr></thead>\n");
    std::string page;
    for (const auto *rule : rules_of(platforms)) {
        if (rule->page != page) {
            made += markup("{}<tbody><tr class=\"topic\"><th scope=\"rowgroup\">{}</th><td colspan=\"{}\"></td></tr>\n",
                           page.empty() ? Markup() : markup("</tbody>\n"), question(rule->page), platforms.size());
            page = rule->page;
        }
        made += rule_row(*rule, platforms);
    }
    made += page.empty() ? Markup() : markup("</tbody>\n");
    made += markup("</table></div>\n");
    return made;
}

/// "linux-6.1.140 (96 cells)"
std::string where_it_shows(const Platform &platform, const Quirk &quirk)
{
    std::uint64_t cells = 0;
    for (const auto &slice : platform.conflicts->slices) {
        for (const auto &explained : slice.explained)
            cells += explained.quirk == quirk.id ? explained.cells : 0;
    }
    return platform.label + (cells == 0 ? "" : fmt::format(" ({} cells)", cells));
}

Markup quirk_item(const Quirk &quirk, const std::string &labels)
{
    auto made = markup("<li><b>{}</b> <code>{}</code><br>{}, by its entry; here {}. It changes <code>{}</code>.",
                       quirk.says, quirk.id, quirk.where, labels, quirk.rule);
    Markup slices;
    for (const auto &slice : quirk.slices)
        slices += markup("{}<a href=\"#slice:{}\">{}</a>", slices.empty() ? "" : ", ", slice, slice);
    if (!slices.empty()) made += markup(" It shows in {}.", slices);
    made += markup("<p class=\"source\">{}</p></li>\n", quirk.source);
    return made;
}

Markup quirks(const std::vector<const Platform *> &platforms)
{
    std::vector<std::pair<const Quirk *, std::string>> all;
    for (const auto *platform : platforms) {
        for (const auto &quirk : platform->conflicts->quirks) {
            const auto found =
                std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.first->id == quirk.id; });
            if (found == all.end())
                all.emplace_back(&quirk, where_it_shows(*platform, quirk));
            else
                found->second += ", " + where_it_shows(*platform, quirk);
        }
    }
    Markup items;
    for (const auto &[quirk, labels] : all)
        items += quirk_item(*quirk, labels);
    return markup("<h3>Quirks ({})</h3>\n<p>In what a platform’s rules differ from those of mainline "
                  "Linux.</p>\n{}",
                  all.size(),
                  items.empty() ? markup("<p>None of these platforms has any.</p>\n")
                                : markup("<ul class=\"quirks\">\n{}</ul>\n", items));
}

/// Each slice by its id, with the platforms that played it, in the order in which they are met.
std::vector<std::pair<std::string, std::vector<const Platform *>>> slices(
    const std::vector<const Platform *> &platforms)
{
    std::vector<std::pair<std::string, std::vector<const Platform *>>> all;
    for (const auto *platform : platforms) {
        for (const auto &slice : platform->conflicts->slices) {
            const auto found =
                std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.first == slice.id; });
            if (found == all.end())
                all.push_back({slice.id, {platform}});
            else
                found->second.push_back(platform);
        }
    }
    return all;
}

} // namespace

bool played_conflicts(const Gathered &gathered) { return !players(gathered).empty(); }

Markup conflicts(const View &view)
{
    const auto platforms = players(view.gathered);
    if (platforms.empty()) return {};
    auto made = markup(
        "<section id=\"conflicts\" aria-labelledby=\"conflicts-title\">\n<h2 id=\"conflicts-title\">Bind conflicts, "
        "cell by cell</h2>\n<p class=\"lead\">A holder is at a port, an asker wants it: who may bind, and who receives "
        "then. Every cell was played and held against the rules.</p>\n");
    Markup told;
    for (const auto &[id, played_by] : slices(platforms))
        told += slice(id, played_by, platforms, view.gathered.claim(id));
    told += rules(platforms);
    told += quirks(platforms);
    made += when_asked_for("conflicts conflict-rules slice:", told);
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
