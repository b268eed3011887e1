#include "report/markdown.hpp"

#include "report/group.hpp"
#include "report/headline.hpp"
#include "report/markup.hpp"
#include "report/matrix_row.hpp"

#include <algorithm>

namespace report {

namespace {

/// Nothing in it acts as Markdown or as HTML, and it stays within a cell of a table.
std::string plain(std::string_view outside, std::size_t most = 240)
{
    std::string shortened(outside.substr(0, most));
    if (outside.size() > most) {
        while (!shortened.empty() && (static_cast<unsigned char>(shortened.back()) & 0xC0U) == 0x80U)
            shortened.pop_back();
        if (!shortened.empty() && (static_cast<unsigned char>(shortened.back()) & 0x80U) != 0) shortened.pop_back();
        shortened += " …";
    }
    const std::string acting = "\\`*_[]|~!#@";
    std::string text;
    const auto escaped = Markup::text(shortened);
    for (const char c : escaped.written()) {
        if (c == '\n' || c == '\t') {
            text += ' ';
            continue;
        }
        // A number sign is part of an entity as well, and only opens a heading at the start of a line.
        if (c != '#' && acting.find(c) != std::string::npos) text += '\\';
        text += c;
    }
    return text;
}

std::string counted(const Counts &all)
{
    return fmt::format("{} pass, {} fail, {} platform-divergent, {} not observed, {} broken; {} surprises", all.pass,
                       all.fail, all.platform_divergent, all.not_observed, all.broken, all.surprises);
}

/// Surprises and what broke, each with what was seen.
std::vector<std::string> startling(const Gathered &gathered)
{
    std::vector<std::string> lines;
    for (const auto &claim : gathered.claims) {
        for (const auto &group : groups(claim)) {
            const auto &cell = *group.cell;
            if (!cell.surprise && cell.outcome != Outcome::broken) continue;
            std::string where;
            for (const auto at : group.platforms)
                where += (where.empty() ? "" : ", ") + gathered.platforms[at].label;
            lines.push_back(
                fmt::format("- **{}** `{}` on {}: {}", name(cell.outcome), claim.id, where, plain(cell.because)));
            if (!cell.seen.empty())
                lines.push_back(fmt::format("  - documented: {}; seen: {}", plain(cell.documented), plain(cell.seen)));
        }
    }
    return lines;
}

void add_changes(std::vector<std::string> &lines, const std::vector<Difference> &changes)
{
    lines.emplace_back("");
    lines.push_back(fmt::format("## Against the baseline: {}",
                                changes.empty() ? "no change" : fmt::format("{} changed", changes.size())));
    if (changes.empty()) return;
    lines.insert(lines.end(), {"", "| change | claim | platform | before | now |", "|---|---|---|---|---|"});
    for (const auto &one : changes) {
        lines.push_back(fmt::format("| {} | `{}` | {} | {} | {} |", name(one.kind), one.claim, one.platform,
                                    plain(one.before), plain(one.after)));
    }
}

void add_matrix(std::vector<std::string> &lines, const Gathered &gathered)
{
    std::string head = "| claim |";
    std::string rule = "|---|";
    for (const auto &platform : gathered.platforms) {
        head += " " + platform.label + " |";
        rule += "---|";
    }
    lines.insert(lines.end(), {"", "## Claims × platforms", "", head, rule});
    for (const auto &claim : gathered.claims) {
        std::string line = fmt::format("| `{}` |", claim.id);
        for (const auto &cell : claim.cells) {
            line += cell ? fmt::format(" {} {}{} |", glyph(cell->outcome), name(cell->outcome),
                                       cell->surprise ? " **surprise**" : "")
                         : std::string(" |");
        }
        lines.push_back(std::move(line));
    }
}

} // namespace

std::string markdown(const Gathered &gathered, const std::optional<std::vector<Difference>> &changes, std::size_t limit)
{
    std::vector<std::string> lines{"# Port sharing: what is said, and what happens", "",
                                   fmt::format("{} claims on {} platforms: {}.", gathered.claims.size(),
                                               gathered.platforms.size(), counted(counts(gathered)))};
    if (auto loud = startling(gathered); !loud.empty()) {
        lines.insert(lines.end(), {"", "## What nobody predicted, and what broke", ""});
        std::move(loud.begin(), loud.end(), std::back_inserter(lines));
    }
    if (changes) add_changes(lines, *changes);
    lines.insert(lines.end(), {"", "## Platforms", ""});
    const auto told = headlines(gathered);
    for (std::size_t at = 0; at < told.size(); ++at)
        lines.push_back(fmt::format("- **{}** ({}): {}", gathered.platforms[at].label,
                                    plain(gathered.platforms[at].release), plain(told[at].text, 600)));
    for (const auto &row : gathered.absent)
        lines.push_back(fmt::format("- **{}**: no results: {}", plain(row->name), plain(row->reason, 600)));
    add_matrix(lines, gathered);

    const std::string cut = "\n(cut off here: the whole is in report.html)\n";
    std::string text;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const bool last = at + 1 == lines.size();
        if (text.size() + lines[at].size() + 1 + (last ? 0 : cut.size()) > limit)
            return text.size() + cut.size() <= limit ? text + cut : text;
        text += lines[at] + "\n";
    }
    return text;
}

std::string text(const std::vector<Difference> &changes)
{
    const auto on_one_line = [](std::string line) {
        std::replace_if(
            line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, ' ');
        return line;
    };
    std::string all;
    std::string heading;
    for (const auto &one : changes) {
        if (name(one.kind) != heading) {
            heading = name(one.kind);
            const auto count = std::count_if(changes.begin(), changes.end(),
                                             [&](const auto &other) { return other.kind == one.kind; });
            all += fmt::format("{}{} ({})\n", all.empty() ? "" : "\n", heading, count);
        }
        all += fmt::format("  {}  {}\n    before  {}\n    now     {}\n", one.claim, one.platform,
                           on_one_line(one.before), on_one_line(one.after));
    }
    return all;
}

} // namespace report
