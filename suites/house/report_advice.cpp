// What the advisor asks about must be claimed somewhere.

#include "claim.hpp"
#include "report/advice.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

TEST_CASE("The advisor's claims are claims that there are", "[report]")
{
    const auto &claims = suites::claims();
    std::size_t asked = 0;
    for (const auto &goal : report::goals()) {
        for (const auto &measure : goal.measures) {
            CHECK(!measure.claims.empty());
            for (const auto id : measure.claims) {
                INFO(id);
                ++asked;
                CHECK(std::any_of(claims.begin(), claims.end(), [&](const auto *claim) { return claim->id == id; }));
            }
        }
    }
    CHECK(asked > 20);
}
