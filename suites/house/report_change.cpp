// `report diff`: how one result changes into another.

#include "house/places.hpp"
#include "house/program.hpp"
#include "house/runs.hpp"
#include "report/difference.hpp"
#include "report/gather.hpp"
#include "report/html/part.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace house;
using report::Cell;
using report::Change;
using report::Outcome;

namespace {

std::optional<Cell> cell(Outcome outcome, std::string seen = "ok")
{
    Cell made;
    made.outcome = outcome;
    made.seen = std::move(seen);
    return made;
}

const std::optional<Cell> untried;

} // namespace

TEST_CASE("A change has the name that its two ends give it", "[report]")
{
    using enum Outcome;
    CHECK(change(cell(pass), cell(pass)) == std::nullopt);
    CHECK(change(cell(pass), cell(fail)) == Change::regressed);
    CHECK(change(cell(platform_divergent), cell(fail)) == Change::regressed);
    CHECK(change(cell(pass), cell(broken)) == Change::regressed);
    CHECK(change(cell(fail), cell(pass)) == Change::fixed);
    CHECK(change(cell(broken), cell(pass)) == Change::fixed);
    CHECK(change(cell(pass), cell(platform_divergent)) == Change::newly_divergent);
    CHECK(change(cell(fail), cell(platform_divergent)) == Change::changed_outcome);
    CHECK(change(cell(fail, "EPERM"), cell(fail, "EACCES")) == Change::changed_outcome);
    CHECK(change(cell(broken), cell(fail)) == Change::changed_outcome);
    CHECK(change(untried, cell(fail)) == Change::appeared);
    CHECK(change(cell(not_observed), cell(pass)) == Change::appeared);
    CHECK(change(untried, cell(not_observed)) == Change::appeared);
    CHECK(change(cell(pass), untried) == Change::disappeared);
    CHECK(change(cell(pass), cell(not_observed)) == Change::disappeared);
    CHECK(change(cell(not_observed), untried) == Change::disappeared);
    CHECK(change(cell(not_observed), cell(not_observed)) == std::nullopt);
    CHECK(change(untried, untried) == std::nullopt);
}

TEST_CASE("What only one side looked at is no change, and neither is another reason", "[report]")
{
    const auto looked = [](const std::vector<std::pair<const char *, const char *>> &variants) {
        auto made = cell(Outcome::fail);
        report::Trial trial;
        for (const auto &[variant, seen] : variants)
            trial.findings.push_back({.role = "expectation",
                                      .variant = variant,
                                      .name = "it binds",
                                      .seen = seen,
                                      .expected = {},
                                      .statistic = std::nullopt});
        made->trial = std::make_shared<const report::Trial>(std::move(trial));
        return made;
    };
    const auto both = looked({{"tcp4", "EACCES"}, {"tcp6", "EACCES"}});
    CHECK(change(both, looked({{"tcp4", "EACCES"}})) == std::nullopt);
    CHECK(change(looked({{"tcp6", "EACCES"}}), both) == std::nullopt);
    CHECK(change(both, looked({{"tcp4", "EACCES"}, {"tcp6", "EPERM"}})) == Change::changed_outcome);
    CHECK(change(looked({{"tcp6", "EPERM"}}), both) == Change::changed_outcome);
    auto otherwise = both;
    otherwise->because = "another reason";
    CHECK(change(both, otherwise) == std::nullopt);
}

TEST_CASE("The page's letters tell the answers apart that diff tells apart", "[report]")
{
    auto reason = cell(Outcome::fail, "EPERM");
    reason->because = "another reason";
    report::Claim claim;
    claim.cells = {cell(Outcome::fail, "EPERM"), reason, cell(Outcome::fail, "EACCES"), cell(Outcome::pass),
                   cell(Outcome::not_observed)};
    const auto groups = report::groups(claim);
    const auto letter = [&](std::size_t platform) {
        return report::html::group_letter(groups, report::html::group_of(groups, platform));
    };
    for (std::size_t one = 0; one < claim.cells.size(); ++one) {
        for (std::size_t other = 0; other < claim.cells.size(); ++other) {
            const bool same = claim.cells[one]->outcome == claim.cells[other]->outcome && letter(one) == letter(other);
            CHECK(same == !change(claim.cells[one], claim.cells[other]).has_value());
        }
    }
    CHECK(letter(0) == "a");
    CHECK(letter(2) == "b");
    CHECK(letter(3).empty());
}

TEST_CASE("A surprise that nobody had before is a change", "[report]")
{
    auto now = cell(Outcome::fail);
    now->surprise = true;
    CHECK(change(cell(Outcome::fail), now) == Change::changed_outcome);
}

TEST_CASE("Platforms of several are compared by their labels", "[report]")
{
    const Runs runs;
    const auto both = report::gather(runs.files());
    const auto one = report::gather({runs.files().front()});
    CHECK(report::differences(both, both).empty());
    const auto changes = report::differences(both, one);
    CHECK(changes.size() == 5);
    for (const auto &change : changes) {
        CHECK(change.kind == Change::disappeared);
        CHECK(change.platform == "linux-6.12.94");
    }
}

TEST_CASE("diff says by its status whether anything changed", "[report]")
{
    const Runs runs;
    const auto before = runs.files().front().string();
    const auto after = runs.files().back().string();
    CHECK(run_program(places::report, {"diff", before, before}).status == 0);
    CHECK(run_program(places::report, {"diff", before, before}).output.empty());
    const auto told = run_program(places::report, {"diff", before, after});
    CHECK(told.status == 1);
    CHECK(told.output.find("fixed (1)\n  udp.sharing.newest") != std::string::npos);
    CHECK(run_program(places::report, {"diff", before, before + ".gone"}).status == 2);
    CHECK(run_program(places::report, {"diff", before}).status == 64);
}
