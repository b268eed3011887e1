// How much longer a guest is waited for.

#include "words/slowness.hpp"

#include <catch2/catch_test_macros.hpp>

using words::births;
using words::slowness;

TEST_CASE("A guest is waited for as many times longer as it is slower, never less and never for ever")
{
    CHECK(slowness(0.020, 0.001) == 20);
    CHECK(slowness(0.001, 0.020) == 1);
    CHECK(slowness(1000, 0.001) == 60);
    CHECK(slowness(1, 0) == 1); // nothing was measured
}

TEST_CASE("A birth takes time")
{
    const auto here = births();
    CHECK(here.worked_s > 0);
    CHECK(here.lasted_s > 0);
    CHECK(here.lasted_s < 10);
}
