// What the report makes of a small set of results: whole texts, approved once, in every form.

#include "bench/many_results.hpp"
#include "house/approved.hpp"
#include "house/objection.hpp"
#include "house/program.hpp"
#include "house/runs.hpp"
#include "report/advice.hpp"
#include "report/badge.hpp"
#include "report/gather.hpp"
#include "report/html/files.hpp"
#include "report/html/page.hpp"
#include "report/junit.hpp"
#include "report/ktap.hpp"
#include "report/markdown.hpp"
#include "report/matrix_row.hpp"
#include "report/merged.hpp"
#include "report/reproducers.hpp"
#include "report/standing.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <regex>
#include <set>
#include <sstream>

using namespace house;
using nlohmann::json;

namespace {

constexpr std::size_t roomy = 60'000;

/// The page without its style sheet and scripts, which have no need of being approved twice.
std::string without_files(std::string page)
{
    for (const auto file : {report::html::style_sheet, report::html::matrix_script, report::html::script}) {
        const auto at = page.find(file);
        REQUIRE(at != std::string::npos);
        page.replace(at, file.size(), "…\n");
    }
    const std::regex packed("(<script type=\"application/gzip\" id=\"[a-z-]+\">)[A-Za-z0-9+/=]+");
    return std::regex_replace(page, packed, "$1…");
}

/// What is wrong with a text that should be KTAP; "" when nothing is.
std::string ktap_fault(const std::string &text)
{
    static const std::regex version("(  )?KTAP version 1");
    static const std::regex plan("(  )?1\\.\\.([0-9]+)");
    static const std::regex result("(  )?(not ok|ok) ([0-9]+) ([a-z0-9.-]+)( # (SKIP|XFAIL|ERROR)( [^#]*)?)?");
    static const std::regex remark("(  )?# [^\\n]*");
    struct Level {
        bool announced = false;
        std::size_t planned = 0, told = 0;
        bool failed = false;
    };
    std::array<Level, 2> levels;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        auto &level = levels.at(line.starts_with("  ") ? 1 : 0);
        std::smatch found;
        if (std::regex_match(line, version)) {
            level = {.announced = true};
        } else if (std::regex_match(line, found, plan)) {
            if (!level.announced) return "a plan before the version: " + line;
            level.planned = std::stoul(found[2]);
        } else if (std::regex_match(line, found, result)) {
            if (std::stoul(found[3]) != ++level.told) return "out of turn: " + line;
            const bool failed = found[2] == "not ok";
            level.failed = level.failed || failed;
            if (&level == levels.data()) {
                if (levels[1].told != levels[1].planned) return "a plan that was not kept before: " + line;
                if (levels[1].failed != failed) return "otherwise than its subtests: " + line;
            }
        } else if (!std::regex_match(line, remark)) {
            return "no KTAP: " + line;
        }
    }
    return levels[0].announced && levels[0].told == levels[0].planned ? "" : "cut off";
}

report::Cell of(report::Outcome outcome)
{
    report::Cell made;
    made.outcome = outcome;
    return made;
}

} // namespace

TEST_CASE("Every form of the report is as it was approved", "[report]")
{
    const Runs runs;
    const auto gathered = report::gather(runs.files());
    const auto changes =
        report::differences(report::gather({runs.files().front()}), report::gather({runs.files().back()}));
    check_approved("report.html", without_files(report::html::page(gathered, report::reproducers(gathered))));
    check_approved("report.md", report::markdown(gathered, changes, roomy));
    check_approved("report.junit.xml", report::junit(gathered));
    check_approved("report.ktap", report::ktap(gathered));
    check_approved("report.badge.json", report::badge(gathered));
    check_approved("report.diff.txt", report::text(changes));
}

TEST_CASE("What is merged is as its schema says, and makes the same report again", "[report]")
{
    const Runs runs;
    std::filesystem::remove(runs / "matrix.json"); // lies above runs, and not above what was merged of them
    const auto first = report::gather(runs.files());
    const auto folder = runs / "report";
    std::filesystem::create_directories(folder);
    const auto text = report::merged(first, folder);
    CHECK(objection("results.schema.json", json::parse(text)).empty());
    write(folder / "results.json", text);
    write(folder / "catalogue.json", first.catalogue);
    const auto again = report::gather({folder / "results.json"});
    CHECK(report::junit(again) == report::junit(first));
    const std::regex seeds("<dt>Order</dt><dd><code>--seed 7</code></dd>\n");
    CHECK(report::html::page(again) == std::regex_replace(report::html::page(first), seeds, ""));
}

TEST_CASE("Reproducers are packed piece by piece, each piece once", "[report]")
{
    const Runs runs;
    rewrite(runs / "linux-6.1.140" / "evidence" / "udp.sharing.hash.json",
            [](json &file) { file["transcript"][2]["line"] = "heir cell = ok"; });
    const auto all = report::reproducers(report::gather(runs.files()));
    const auto &none = all.at({"udp.sharing.hash", "linux-6.1.140"});
    CHECK(none.text.empty());
    CHECK(none.none.starts_with("step 3: "));
    const auto &text = all.at({"tcp.restart.reuseaddr", "linux-6.1.140"}).text;
    REQUIRE(!text.empty());
    CHECK(text.find("Because") == std::string::npos);
    const auto file = json::parse(report::packed(all));
    std::string joined;
    for (const auto &place : file.at("programs").at("tcp.restart.reuseaddr@linux-6.1.140"))
        joined += (joined.empty() ? "" : "\n\n") + file.at("pieces").at(place.get<std::size_t>()).get<std::string>();
    CHECK(joined == text);
    const std::set<std::string> pieces(file.at("pieces").begin(), file.at("pieces").end());
    CHECK(pieces.size() == file.at("pieces").size());
}

TEST_CASE("The page stays small: 8 MB for 300 claims on 20 platforms", "[report]")
{
    const Scratch folder;
    constexpr std::size_t part = 10; // of as many; what every page has is part of it
    const auto files = suites::bench::many_results(folder.path(), {.claims = 300 / part, .platforms = 20});
    const auto gathered = report::gather(files);
    CHECK(report::html::page(gathered, report::reproducers(gathered)).size() < 8'000'000 / part);
}

TEST_CASE("A row of the matrix of kernels goes to the platform whose results it left", "[report]")
{
    const Runs runs;
    CHECK(objection("matrix.schema.json", json::parse(contents(runs / "matrix.json"))).empty());
    for (const auto &file : runs.files())
        CHECK(objection("conflict.schema.json", json::parse(contents(file.parent_path() / "conflict.json"))).empty());
    const auto gathered = report::gather(runs.files());
    CHECK(gathered.platforms.front().row->name == "linux-6.1");
    CHECK(gathered.platforms.back().row->broken);
    REQUIRE(gathered.absent.size() == 1);
    CHECK(gathered.absent.front()->reason == "no package of this series");
    const auto one = report::gather({runs.files().front()});
    CHECK(one.absent.size() == 1); // what is there and was not asked for is not absent
}

TEST_CASE("The badge is as its schema says", "[report]")
{
    const Runs runs;
    CHECK(objection("badge.schema.json", json::parse(report::badge(report::gather(runs.files())))).empty());
}

TEST_CASE("JUnit's XML is well-formed", "[report]")
{
    if (run_program("xmllint", {"--version"}).status != 0) SKIP("no xmllint here: libxml2-utils has it");
    const Runs runs;
    write(runs / "junit.xml", report::junit(report::gather(runs.files())));
    const auto checked = run_program("xmllint", {"--noout", runs / "junit.xml"});
    INFO(checked.output);
    CHECK(checked.status == 0);
    // What a suite says of itself is what its cases say.
    for (const auto &[sum, cases] : {std::pair("tests", "testcase"), std::pair("failures", "failure"),
                                     std::pair("errors", "error"), std::pair("skipped", "skipped")}) {
        const auto counted = "boolean(//testsuite[@" + std::string(sum) + " != count(.//" + cases + ")])";
        INFO(counted);
        CHECK(run_program("xmllint", {"--xpath", counted, runs / "junit.xml"}).output.starts_with("false"));
    }
}

TEST_CASE("KTAP is what a strict reader takes for it", "[report]")
{
    const Runs runs;
    const auto text = report::ktap(report::gather(runs.files()));
    CHECK(ktap_fault(text).empty());
    CHECK(!ktap_fault(text.substr(0, text.size() / 2)).empty());
    CHECK(!ktap_fault(std::regex_replace(text, std::regex("not ok 1 linux"), "ok 1 linux")).empty());
    CHECK(!ktap_fault(std::regex_replace(text, std::regex("1\\.\\.5"), "1..7")).empty());
    CHECK(!ktap_fault("KTAP version 1\n1..1\nok 2 some.claim\n").empty());
}

TEST_CASE("Every outcome is told as JUnit's and KTAP's readers expect", "[report]")
{
    const Runs runs;
    auto gathered = report::gather({runs.files().front()});
    gathered.claims.resize(1);
    gathered.absent.clear();
    auto &cell = *gathered.claims.front().cells.front();
    const auto id = gathered.claims.front().id;
    const auto told = [&](report::Outcome outcome, bool surprise) {
        cell = of(outcome);
        cell.surprise = surprise;
        cell.because = "why";
        if (outcome == report::Outcome::not_observed)
            cell.not_observed = {.variant = "", .missing = "IPv6", .found = "no"};
        const auto ktap = report::ktap(gathered);
        CHECK(ktap_fault(ktap).empty());
        const auto junit = report::junit(gathered);
        CHECK(junit.find("name=\"verdict\" value=\"" + std::string(name(outcome)) + "\"") != std::string::npos);
        std::smatch element;
        std::regex_search(junit, element, std::regex("<(error|failure|skipped) "));
        std::smatch line;
        REQUIRE(std::regex_search(ktap, line, std::regex("\n  ((not )?ok 1 .*)")));
        return std::pair(element[1].str(), line[1].str());
    };
    using enum report::Outcome;
    using Told = std::pair<std::string, std::string>;
    CHECK(told(pass, false) == Told{"", "ok 1 " + id});
    CHECK(told(platform_divergent, false) == Told{"", "ok 1 " + id + " # XFAIL why"});
    CHECK(told(fail, false) == Told{"", "ok 1 " + id + " # XFAIL why"});
    CHECK(told(not_observed, false) == Told{"skipped", "ok 1 " + id + " # SKIP IPv6: no"});
    CHECK(told(broken, false) == Told{"error", "not ok 1 " + id + " # ERROR why"});
    for (const auto unforeseen : {pass, platform_divergent, fail})
        CHECK(told(unforeseen, true) == Told{"failure", "not ok 1 " + id});
}

TEST_CASE("A row of the matrix of kernels that is broken is an error, and so is one that left nothing", "[report]")
{
    const Runs runs;
    const auto gathered = report::gather(runs.files());
    const std::string hung = "not everything that was asked has come: the guest hung after 5 claims";
    const auto junit = report::junit(gathered);
    const auto error = [&](const std::string &label, const std::string &why) {
        return junit.find("<testcase name=\"run\" classname=\"" + label + "\"><error message=\"" + why + "\"/>") !=
               std::string::npos;
    };
    CHECK(!error("linux-6.1.140", ""));
    CHECK(error("linux-6.12.94", hung));
    CHECK(error("linux-5.4", "no package of this series"));
    const auto ktap = report::ktap(gathered);
    CHECK(ktap_fault(ktap).empty());
    CHECK(ktap.find("  not ok 6 run # ERROR " + hung + "\nnot ok 2 linux-6.12.94\n") != std::string::npos);
    CHECK(ktap.find("  not ok 1 run # ERROR no package of this series\nnot ok 3 linux-5.4\n") != std::string::npos);
}

TEST_CASE("A run that was cut short, or whose console shows an oops, is an error too", "[report]")
{
    const Runs runs;
    rewrite(runs.files().front(), [](json &file) { file["complete"] = false; });
    rewrite(runs / "matrix.json", [](json &file) {
        file["rows"][0]["splats"].push_back("Oops: 0000 [#1]");
        file["rows"].erase(2);
    });
    const auto both = report::ktap(report::gather(runs.files()));
    CHECK(both.find("  not ok 6 run # ERROR its console says: Oops: 0000 [_1]\n") != std::string::npos);
    std::filesystem::remove(runs / "matrix.json");
    const auto short_run = report::gather({runs.files().front()});
    CHECK(report::ktap(short_run).find("  not ok 6 run # ERROR the run did not come to its end\n") !=
          std::string::npos);
    CHECK(report::junit(short_run).find("<error message=\"the run did not come to its end\"/>") != std::string::npos);
}

TEST_CASE("The Markdown is cut by whole lines and says so", "[report]")
{
    const Runs runs;
    const auto gathered = report::gather(runs.files());
    const auto whole = report::markdown(gathered, std::nullopt, roomy);
    CHECK(report::markdown(gathered, std::nullopt, whole.size()) == whole);
    for (std::size_t limit = 1000; limit < whole.size(); limit += 50) {
        const auto cut = report::markdown(gathered, std::nullopt, limit);
        CHECK(cut.size() <= limit);
        CHECK(cut.find("cut off here") != std::string::npos);
        CHECK(whole.starts_with(cut.substr(0, cut.find("\n(cut off here"))));
    }
}

TEST_CASE("A statement stands by what its claims came to everywhere", "[report]")
{
    const Runs runs;
    auto gathered = report::gather(runs.files());
    const auto standing = [&](report::Outcome here, report::Outcome there) {
        for (auto &claim : gathered.claims) {
            for (auto &cell : claim.cells)
                cell.reset();
        }
        gathered.claims.front().cells = {of(here), of(there)};
        return report::standings(gathered).front().standing;
    };
    using enum report::Outcome;
    CHECK(standing(pass, pass) == report::Standing::everywhere);
    CHECK(standing(pass, not_observed) == report::Standing::everywhere);
    CHECK(standing(fail, fail) == report::Standing::nowhere);
    CHECK(standing(fail, not_observed) == report::Standing::nowhere);
    CHECK(standing(pass, fail) == report::Standing::depends);
    CHECK(standing(platform_divergent, platform_divergent) == report::Standing::depends);
    CHECK(standing(not_observed, broken) == report::Standing::not_observed);
    CHECK(report::standings(gathered).back().standing == report::Standing::untestable);
}

TEST_CASE("A statement that one reading refutes and another bears out holds in part", "[report]")
{
    const Runs runs;
    auto gathered = report::gather(runs.files());
    for (auto &claim : gathered.claims)
        claim.cells = {of(report::Outcome::pass), std::nullopt};
    gathered.claims.front().cells.front()->outcome = report::Outcome::fail;
    CHECK(report::standings(gathered).front().standing == report::Standing::in_part);
}

TEST_CASE("The advice follows the verdicts", "[report]")
{
    const Runs runs;
    auto gathered = report::gather(runs.files());
    const auto &goal = report::goals().front();
    const auto word = [&](report::Outcome outcome) {
        auto &claim = gathered.claims.front();
        claim.id = goal.measures.front().claims.front();
        claim.cells.front() = of(outcome);
        return report::advise(gathered, goal, 0).front().word;
    };
    CHECK(word(report::Outcome::pass) == report::Word::works);
    CHECK(word(report::Outcome::fail) == report::Word::does_not);
    CHECK(word(report::Outcome::platform_divergent) == report::Word::does_not);
    CHECK(word(report::Outcome::not_observed) == report::Word::unknown);
}
