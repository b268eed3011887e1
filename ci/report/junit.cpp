#include "report/junit.hpp"

#include "report/headline.hpp"
#include "report/markup.hpp"

namespace report {

namespace {

Markup outcome(const Cell &cell)
{
    if (cell.outcome == Outcome::broken) return markup("<error message=\"{}\"/>", cell.because);
    if (cell.surprise)
        return markup("<failure message=\"{}\">documented: {}\nseen: {}</failure>", cell.because, cell.documented,
                      cell.seen);
    if (cell.not_observed)
        return markup("<skipped message=\"{}: {}\"/>", cell.not_observed->missing, cell.not_observed->found);
    return {};
}

Markup property(std::string_view name, std::string_view value)
{
    return value.empty() ? Markup() : markup("<property name=\"{}\" value=\"{}\"/>", name, value);
}

Markup test_case(const Claim &claim, const Cell &cell, const Platform &platform)
{
    constexpr double ms_in_s = 1000;
    auto made = markup("  <testcase name=\"{}\" classname=\"{}.{}\" time=\"{:.3f}\"><properties>", claim.id,
                       platform.label, claim.chapter, cell.wall_ms / ms_in_s);
    made += property("verdict", name(cell.outcome));
    made += property("claim", claim.sentence);
    if (is_verdict(cell.outcome) && cell.outcome != Outcome::pass) {
        made += property("documented", cell.documented);
        made += property("seen", cell.seen);
        made += property("because", cell.because);
    }
    made += markup("</properties>{}</testcase>\n", outcome(cell));
    return made;
}

} // namespace

std::string junit(const Gathered &gathered)
{
    auto made = markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"port sharing\">\n");
    for (std::size_t at = 0; at < gathered.platforms.size(); ++at) {
        const auto &platform = gathered.platforms[at];
        Markup cases;
        std::size_t tests = 0;
        std::size_t failures = 0;
        for (const auto &claim : gathered.claims) {
            const auto &cell = claim.cells[at];
            if (!cell) continue;
            ++tests;
            failures += cell->surprise && cell->outcome != Outcome::broken ? 1 : 0;
            cases += test_case(claim, *cell, platform);
        }
        const auto all = counts(gathered, at);
        made += markup(
            " <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{} </testsuite>\n",
            platform.label, tests, failures, all.broken, all.not_observed, cases);
    }
    made += markup("</testsuites>\n");
    return made.written();
}

} // namespace report
