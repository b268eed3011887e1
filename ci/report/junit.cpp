#include "report/junit.hpp"

#include "report/headline.hpp"
#include "report/markup.hpp"
#include "report/matrix_row.hpp"

namespace report {

namespace {

/// What a suite says of itself beside its cases.
struct Tally {
    unsigned tests = 0, failures = 0, errors = 0, skipped = 0;
};

Markup outcome(const Cell &cell, Tally &tally)
{
    ++tally.tests;
    if (cell.outcome == Outcome::broken) {
        ++tally.errors;
        return markup("<error message=\"{}\"/>", cell.because);
    }
    if (cell.surprise) {
        ++tally.failures;
        return markup("<failure message=\"{}\">documented: {}\nseen: {}</failure>", cell.because, cell.documented,
                      cell.seen);
    }
    if (cell.not_observed) {
        ++tally.skipped;
        return markup("<skipped message=\"{}: {}\"/>", cell.not_observed->missing, cell.not_observed->found);
    }
    return {};
}

/// A run that is at fault as a whole.
Markup faulty(std::string_view label, std::string_view fault, Tally &tally)
{
    if (fault.empty()) return {};
    ++tally.tests;
    ++tally.errors;
    return markup("  <testcase name=\"run\" classname=\"{}\"><error message=\"{}\"/></testcase>\n", label, fault);
}

Markup suite(std::string_view name, const Tally &tally, const Markup &cases)
{
    return markup(
        " <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{} </testsuite>\n", name,
        tally.tests, tally.failures, tally.errors, tally.skipped, cases);
}

Markup property(std::string_view name, std::string_view value)
{
    return value.empty() ? Markup() : markup("<property name=\"{}\" value=\"{}\"/>", name, value);
}

Markup test_case(const Claim &claim, const Cell &cell, const Platform &platform, Tally &tally)
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
    made += markup("</properties>{}</testcase>\n", outcome(cell, tally));
    return made;
}

} // namespace

std::string junit(const Gathered &gathered)
{
    auto made = markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"port sharing\">\n");
    for (std::size_t at = 0; at < gathered.platforms.size(); ++at) {
        const auto &platform = gathered.platforms[at];
        Markup cases;
        Tally tally;
        for (const auto &claim : gathered.claims) {
            if (const auto &cell = claim.cells[at]) cases += test_case(claim, *cell, platform, tally);
        }
        cases += faulty(platform.label, fault(platform), tally);
        made += suite(platform.label, tally, cases);
    }
    for (const auto &row : gathered.absent) {
        Tally tally;
        const auto cases = faulty(row->name, fault(*row), tally);
        made += suite(row->name, tally, cases);
    }
    made += markup("</testsuites>\n");
    return made.written();
}

} // namespace report
