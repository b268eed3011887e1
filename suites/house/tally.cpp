#include "words/tally.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <limits>
#include <random>
#include <stdexcept>

using words::Tally;

TEST_CASE("A tally writes neighbours as a range and repetitions one by one", "[words]")
{
    CHECK(Tally{}.text() == "none");
    CHECK(Tally{{7}}.text() == "7");
    CHECK(Tally{{1, 2, 3, 7, 7}}.text() == "1-3,7,7");
    CHECK(Tally{{3, 1, 2}}.text() == "1-3");
    CHECK(Tally{{1, 1, 2, 3, 3}}.text() == "1,1-3,3");
    CHECK(Tally{{0, std::numeric_limits<std::uint32_t>::max()}}.text() == "0,4294967295");
}

TEST_CASE("A tally reads back as it was written", "[words]")
{
    std::mt19937 chance(20010101);
    for (int times = 0; times < 500; ++times) {
        Tally tally;
        for (auto left = chance() % 40; left > 0; --left)
            tally.numbers.push_back(static_cast<std::uint32_t>(chance() % 60));
        INFO(tally.text());
        const auto again = Tally::parse(tally.text());
        std::sort(tally.numbers.begin(), tally.numbers.end());
        CHECK(again.numbers == tally.numbers);
        CHECK(again.text() == tally.text());
    }
}

TEST_CASE("A tally that nobody would write is refused", "[words]")
{
    for (const auto *text : {"",   "nobody", "none,1",     "1,none", ",",   "1,",  ",1",    "1,,2",
                             "1-", "-1",     "1--3",       "1-3-5",  "3-1", "1 2", " 1",    "1 ",
                             "+1", "0x1",    "4294967296", "EBADF",  "2,1", "1-1", "1-3,4", "1-2,2-3,1"}) {
        INFO(text);
        CHECK_THROWS_AS(Tally::parse(text), std::invalid_argument);
    }
}
