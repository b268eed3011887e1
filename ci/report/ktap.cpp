#include "report/ktap.hpp"

#include <fmt/core.h>

namespace report {

namespace {

/// On one line, and without what would begin a directive.
std::string plain(std::string_view text)
{
    constexpr std::size_t most = 300;
    std::string line;
    for (const char c : text.substr(0, most)) {
        const bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7F';
        line += c == '#' ? '_' : control ? ' ' : c;
    }
    while (!line.empty() && line.size() == most && (static_cast<unsigned char>(line.back()) & 0x80U) != 0)
        line.pop_back();
    return line;
}

bool red(const Cell &cell) { return cell.surprise || cell.outcome == Outcome::broken; }

std::string directive(const Cell &cell)
{
    if (cell.outcome == Outcome::broken) return " # ERROR " + plain(cell.because);
    if (cell.not_observed) return " # SKIP " + plain(cell.not_observed->missing + ": " + cell.not_observed->found);
    if (!cell.surprise && cell.outcome != Outcome::pass) return " # XFAIL " + plain(cell.because);
    return "";
}

} // namespace

std::string ktap(const Gathered &gathered)
{
    std::string text = fmt::format("KTAP version 1\n1..{}\n", gathered.platforms.size());
    for (std::size_t at = 0; at < gathered.platforms.size(); ++at) {
        const auto &label = gathered.platforms[at].label;
        std::string lines;
        std::size_t number = 0;
        bool all_well = true;
        for (const auto &claim : gathered.claims) {
            const auto &cell = claim.cells[at];
            if (!cell) continue;
            all_well = all_well && !red(*cell);
            // What is told of a result stands before it.
            if (cell->surprise)
                lines += fmt::format("  # {}: {}; documented: {}; seen: {}\n", name(cell->outcome),
                                     plain(cell->because), plain(cell->documented), plain(cell->seen));
            lines += fmt::format("  {} {} {}{}\n", red(*cell) ? "not ok" : "ok", ++number, claim.id, directive(*cell));
        }
        text += fmt::format("  KTAP version 1\n  # Subtest: {}\n  1..{}\n{}{} {} {}{}\n", label, number, lines,
                            all_well ? "ok" : "not ok", at + 1, label, number == 0 ? " # SKIP no claim was tried" : "");
    }
    return text;
}

} // namespace report
