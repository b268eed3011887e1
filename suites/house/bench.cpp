// claims-bench: how it compares, and when it says that it cannot tell.

#include "bench/machine.hpp"
#include "bench/options.hpp"
#include "bench/questions.hpp"
#include "bench/ratio.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <set>
#include <stdexcept>

using Catch::Matchers::WithinAbs;
using namespace suites::bench;

TEST_CASE("A ratio is a geometric mean with Student's interval", "[bench]")
{
    const auto seen = ratio({2, 8}, {1, 1});
    CHECK_THAT(seen.middle, WithinAbs(4, 1e-12));
    // Two logarithms that lie ln 4 apart: the error of their mean is ln 2, and t at 97.5 % with one degree is 12.706.
    CHECK_THAT(std::log(seen.high / seen.middle), WithinAbs(12.7062 * std::log(2.0), 1e-3));
    CHECK_THAT(seen.low * seen.high, WithinAbs(16, 1e-9));
    CHECK(seen.rounds == 2);
    CHECK(ratio({3, 3, 3}, {1, 1, 1}).text() == "3.00 (3.00 to 3.00)");
    CHECK_THAT(ratio({3, 3, 3}, {1, 1, 1}).difference(), WithinAbs(2, 1e-12));
    CHECK_THROWS_AS(ratio({1}, {1}), std::logic_error);
    CHECK_THROWS_AS(ratio({1, 1}, {1, 0}), std::logic_error);
    CHECK_THROWS_AS(ratio({1, 1}, {1}), std::logic_error);
}

TEST_CASE("A machine says why the clock tells nothing on it", "[bench]")
{
    CHECK(Machine{.processors = 2, .pressure = 0.0}.cannot_time(8) == "2 processors, 8 needed");
    CHECK(Machine{.processors = 1, .pressure = 0.0}.cannot_time(8) == "1 processor, 8 needed");
    CHECK(Machine{.processors = 8, .pressure = 34.2}.cannot_time(8) ==
          "processors are under pressure 34 % of the time, 5 % at most");
    CHECK(Machine{.processors = 8}.cannot_time(8).value().starts_with("/proc/pressure/cpu cannot be read"));
    CHECK(!Machine{.processors = 8, .pressure = 1.0}.cannot_time(8));
}

TEST_CASE("What could not be played is not observed, and what failed is broken", "[bench]")
{
    const Machine large{.processors = 64, .pressure = 0.0};
    const Machine small{.processors = 2, .pressure = 0.0};
    const judgement::Gap gap{.variant = "", .missing = "private network namespaces", .found = "unshare: EPERM"};
    std::set<std::string> ids;
    for (const auto &question : questions()) {
        INFO(question.id);
        CHECK(ids.insert(std::string(question.id)).second);
        CHECK(!question.statements.empty());
        const auto missing = answered(question, {.gap = gap}, large);
        CHECK(missing.because() == "private network namespaces: unshare: EPERM");
        CHECK(name(answered(question, {.broken = "a fault"}, large).result) == "broken");
        if (question.measure == Measure::cost) continue;
        CHECK(answered(question, {}, small).because() == "a machine that can tell: 2 processors, 8 needed");
    }
}

TEST_CASE("The bench refuses what makes no sense", "[bench]")
{
    const auto status_of = [](std::vector<std::string> words) {
        words.insert(words.begin(), "claims-bench");
        std::vector<char *> arguments;
        for (auto &word : words)
            arguments.push_back(word.data());
        return read_options(static_cast<int>(arguments.size()), arguments.data());
    };
    CHECK(status_of({"--seconds", "5"}).options.value().seconds == 5);
    CHECK(!status_of({"--seconds", "5"}).options.value().output);
    for (const auto *seconds : {"0", "-1", "nan", "long", "1e9"}) {
        INFO(seconds);
        CHECK(status_of({"--seconds", seconds}).status == 64);
    }
    CHECK(status_of({"--output", ""}).status == 64);
    CHECK(status_of({"--no-such-option"}).status == 64);
}
