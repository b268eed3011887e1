#include "report/html/slice.hpp"

#include "report/conflicts.hpp"

#include <algorithm>

namespace report::html {

namespace {

using Slice = Conflicts::Slice;

struct Count {
    std::string what;
    std::uint64_t cells = 0, example = 0;
    bool operator==(const Count &other) const { return what == other.what && cells == other.cells; }
};

/// What came of a holder's and an asker's options, of whatever else was varied.
struct Sum {
    std::uint64_t cells = 0, bound = 0, example = 0;
    std::vector<Count> refusals, receivers, deaf; ///< deaf: whose listen is refused then
    bool operator==(const Sum &other) const
    {
        return cells == other.cells && bound == other.bound && refusals == other.refusals &&
               receivers == other.receivers && deaf == other.deaf;
    }
};

void add(std::vector<Count> &all, const std::string &what, const Conflicts::Answer &answer)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.what == what; });
    if (found == all.end())
        all.push_back({.what = what, .cells = answer.cells, .example = answer.example});
    else
        found->cells += answer.cells;
}

bool refused(const std::string &answer) { return answer != "ok" && answer != "-"; }

Sum sum_of(const Conflicts::Meeting *meeting)
{
    Sum sum;
    if (meeting == nullptr) return sum;
    for (const auto &answer : meeting->answers) {
        sum.cells += answer.cells;
        if (refused(answer.bind)) {
            add(sum.refusals, answer.bind, answer);
            continue;
        }
        if (sum.bound == 0) sum.example = answer.example;
        sum.bound += answer.cells;
        if (refused(answer.listen)) add(sum.deaf, "asker " + answer.listen, answer);
        if (refused(answer.holder_listens)) add(sum.deaf, "holder " + answer.holder_listens, answer);
        add(sum.receivers, answer.receives, answer);
    }
    const auto most_first = [](const Count &one, const Count &other) { return one.cells > other.cells; };
    for (auto *counts : {&sum.refusals, &sum.receivers, &sum.deaf})
        std::stable_sort(counts->begin(), counts->end(), most_first);
    return sum;
}

/// Platforms that gave the same answers.
struct Alike {
    std::vector<const Platform *> platforms;
    const Slice *slice = nullptr;

    [[nodiscard]] std::string labels() const
    {
        std::string text;
        for (const auto *platform : platforms)
            text += (text.empty() ? "" : ", ") + platform->label;
        return text;
    }
};

bool same_table(const Slice &one, const Slice &other)
{
    for (const auto holder : every_option) {
        for (const auto asker : every_option) {
            if (sum_of(one.meeting(holder, asker)) != sum_of(other.meeting(holder, asker))) return false;
        }
    }
    return true;
}

/// The most common first.
std::vector<Alike> alike(const std::string &id, const std::vector<const Platform *> &platforms)
{
    std::vector<Alike> all;
    for (const auto *platform : platforms) {
        const auto *slice = platform->conflicts->slice(id);
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto &one) { return same_table(*one.slice, *slice); });
        if (found == all.end())
            all.push_back({.platforms = {platform}, .slice = slice});
        else
            found->platforms.push_back(platform);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto &one, const auto &other) { return one.platforms.size() > other.platforms.size(); });
    return all;
}

Markup counted(std::string_view title, const std::vector<Count> &counts)
{
    Markup made;
    for (const auto &count : counts)
        made += markup("{}{} {}<small>#{}</small>", made.empty() ? "" : " · ", count.what, count.cells, count.example);
    return made.empty() ? made : markup("<p>{}{}</p>", title, made);
}

Markup told(const Sum &sum)
{
    if (sum.cells == 0) return markup("<b>not played</b>");
    const auto who = sum.bound == 0           ? std::string("none binds")
                     : sum.bound == sum.cells ? fmt::format("all {} bind", sum.cells)
                                              : fmt::format("{} of {} bind", sum.bound, sum.cells);
    return markup("<b>{}</b>{}{}{}", who, counted("receives: ", sum.receivers), counted("cannot listen: ", sum.deaf),
                  counted("cannot bind: ", sum.refusals));
}

std::string_view style(const Sum &sum)
{
    if (sum.cells == 0) return "x";
    return sum.bound == 0 ? "none" : sum.bound == sum.cells ? "all" : "some";
}

Markup cell(const std::vector<Alike> &all, std::string_view holder, std::string_view asker)
{
    const auto usual = sum_of(all.front().slice->meeting(holder, asker));
    Markup others;
    for (auto other = all.begin() + 1; other != all.end(); ++other) {
        const auto sum = sum_of(other->slice->meeting(holder, asker));
        if (sum != usual) others += markup("<div class=\"else\"><i>{}</i>{}</div>", other->labels(), told(sum));
    }
    return markup("<td class=\"{}\">{}{}</td>", style(usual), told(usual), others);
}

Markup table(const std::vector<Alike> &all, const std::string &id)
{
    auto made = markup("<div class=\"scroll\" role=\"region\" aria-labelledby=\"slice-title:{}\" "
                       "tabindex=\"0\"><table class=\"meetings\">\n<thead><tr><th scope=\"col\">Holder ↓ asker "
                       "→</th>",
                       id);
    for (const auto asker : every_option)
        made += markup("<th scope=\"col\">{}</th>", asker);
    made += markup("</tr></thead>\n<tbody>\n");
    for (const auto holder : every_option) {
        made += markup("<tr><th scope=\"row\">{}</th>", holder);
        for (const auto asker : every_option)
            made += cell(all, holder, asker);
        made += markup("</tr>\n");
    }
    made += markup("</tbody></table></div>\n");
    return made;
}

/// Cells that no rule explains: some, and how many more.
Markup unexplained(const Platform &platform, const Slice &slice)
{
    constexpr std::size_t most = 10;
    Markup made;
    for (std::size_t at = 0; at < std::min(most, slice.unexplained.size()); ++at) {
        const auto &one = slice.unexplained[at];
        made += markup("<li><span class=\"loud\">Explained by no rule</span> on {}: cell {}, {}. By the rules {}; seen "
                       "{}.{}</li>\n",
                       platform.label, one.cell, one.label, one.predicted, one.seen,
                       one.smallest.empty() ? Markup() : markup(" The simplest that does it too: {}.", one.smallest));
    }
    if (slice.unexplained.size() > most)
        made += markup("<li><span class=\"loud\">And {} more</span> on {}: its conflict.json has them all.</li>\n",
                       slice.unexplained.size() - most, platform.label);
    return made;
}

/// What no rule explains, and what could not be played.
Markup notes(const std::vector<const Platform *> &played_by, const std::string &id)
{
    Markup made;
    for (const auto *platform : played_by) {
        const auto &slice = *platform->conflicts->slice(id);
        made += unexplained(*platform, slice);
        for (const auto &lacking : slice.not_observed) {
            made += markup("<li>{} cell{} could not be played on {}, for want of {}.</li>\n", lacking.cells,
                           lacking.cells == 1 ? "" : "s", platform->label, lacking.missing);
        }
    }
    return made.empty() ? made : markup("<ul class=\"gaps\">\n{}</ul>\n", made);
}

std::string not_among(const std::vector<const Platform *> &platforms, const std::vector<const Platform *> &played_by)
{
    std::string text;
    for (const auto *platform : platforms) {
        if (std::find(played_by.begin(), played_by.end(), platform) == played_by.end())
            text += (text.empty() ? "; not played on " : ", ") + platform->label;
    }
    return text;
}

} // namespace

Markup slice(const std::string &id, const std::vector<const Platform *> &played_by,
             const std::vector<const Platform *> &platforms, const Claim *claim)
{
    const auto all = alike(id, played_by);
    const auto &first = all.front();
    auto made = markup("<article class=\"slice\" id=\"slice:{}\"><h3 id=\"slice-title:{}\">{}</h3>\n<p "
                       "class=\"crumb\">{} · {} cells{}{}</p>\n<p class=\"note\">The table: {}{}.</p>\n",
                       id, id, first.slice->says,
                       claim == nullptr ? markup("{}", id) : markup("<a href=\"#{}\">{}</a>", id, id),
                       first.slice->cells, first.platforms.front()->conflicts->full ? ", all there are" : "",
                       not_among(platforms, played_by), first.labels(),
                       all.size() > 1         ? "; ◇ marks where others differ"
                       : platforms.size() > 1 ? ", all alike"
                                              : "");
    made += table(all, id);
    made += notes(played_by, id);
    made += markup("<p class=\"note\">The transcript of a cell, by the number behind #: <code>build/default/claims "
                   "--transcript results/{}/{}:{}</code></p>\n</article>\n",
                   first.platforms.front()->label, first.slice->evidence,
                   first.slice->table.empty() || first.slice->table.front().answers.empty()
                       ? 0
                       : first.slice->table.front().answers.front().example);
    return made;
}

} // namespace report::html
