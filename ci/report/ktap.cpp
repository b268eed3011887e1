#include "report/ktap.hpp"

#include "report/headline.hpp"
#include "report/matrix_row.hpp"

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

/// The results of one platform, in the order they are told.
struct Subtest {
    std::string lines;
    std::size_t number = 0;
    bool all_well = true;

    void add(bool well, std::string_view name, const std::string &directive)
    {
        all_well = all_well && well;
        lines += fmt::format("  {} {} {}{}\n", well ? "ok" : "not ok", ++number, name, directive);
    }

    void add_fault(std::string_view name, const std::string &fault)
    {
        if (!fault.empty()) add(false, name, " # ERROR " + plain(fault));
    }

    [[nodiscard]] std::string text(std::size_t place, std::string_view label) const
    {
        return fmt::format("  KTAP version 1\n  # Subtest: {}\n  1..{}\n{}{} {} {}{}\n", label, number, lines,
                           all_well ? "ok" : "not ok", place, label, number == 0 ? " # SKIP no claim was tried" : "");
    }
};

} // namespace

std::string ktap(const Gathered &gathered)
{
    const auto &platforms = gathered.platforms;
    std::string text = fmt::format("KTAP version 1\n1..{}\n", platforms.size() + gathered.absent.size());
    for (std::size_t at = 0; at < platforms.size(); ++at) {
        Subtest subtest;
        for (const auto &claim : gathered.claims) {
            const auto &cell = claim.cells[at];
            if (!cell) continue;
            // What is told of a result stands before it.
            if (cell->surprise)
                subtest.lines += fmt::format("  # {}: {}; documented: {}; seen: {}\n", name(cell->outcome),
                                             plain(cell->because), plain(cell->documented), plain(cell->seen));
            subtest.add(!red(*cell), claim.id, directive(*cell));
        }
        subtest.add_fault("run", fault(platforms[at]));
        text += subtest.text(at + 1, platforms[at].label);
    }
    for (std::size_t at = 0; at < gathered.absent.size(); ++at) {
        const auto &row = *gathered.absent[at];
        Subtest subtest;
        subtest.add_fault("run", fault(row));
        text += subtest.text(platforms.size() + at + 1, plain(row.name));
    }
    return text;
}

} // namespace report
