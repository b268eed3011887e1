// The report in a browser, where one can be had.

#include "house/places.hpp"
#include "house/program.hpp"
#include "house/runs.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace house;

TEST_CASE("The report is worked with in a browser", "[browser]")
{
    const Runs runs;
    const auto files = runs.files();
    const auto folder = runs / "report";
    REQUIRE(run_program(places::report, {files.front(), files.back(), "-o", folder}).status == 0);
    const auto ran =
        run_program(std::string(places::source_tree) + "/ci/report/browser/test", {folder / "report.html"});
    constexpr int cannot_be_had = 4;
    if (ran.status == cannot_be_had) SKIP(ran.output);
    INFO(ran.output);
    CHECK(ran.status == 0);
}
