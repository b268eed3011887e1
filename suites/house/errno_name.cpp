#include "words/errno_name.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cerrno>

using words::errno_name;
using words::errno_number;

TEST_CASE("An errno is written by its name", "[words]")
{
    CHECK(errno_name(EADDRINUSE) == "EADDRINUSE");
    CHECK(errno_name(EACCES) == "EACCES");
    CHECK(errno_name(ECONNREFUSED) == "ECONNREFUSED");
    CHECK(errno_name(EPERM) == "EPERM");
}

TEST_CASE("An errno that the C library does not know keeps its number", "[words]")
{
    CHECK(errno_name(4711) == "E?4711");
    CHECK(errno_name(-1) == "E?-1");
}

TEST_CASE("Every name of an errno leads back to its number", "[words]")
{
    unsigned known = 0;
    for (int number = 1; number < 200; ++number) {
        const auto name = errno_name(number);
        if (name.starts_with("E?")) continue;
        ++known;
        INFO(name);
        CHECK(errno_number(name) == number);
    }
    CHECK(known > 100);
}

TEST_CASE("What is no errno has no number", "[words]")
{
    for (const auto *text : {"", "E", "ok", "eaddrinuse", "EADDRINUSE ", "EADDRINUSE from bind", "E?4711"}) {
        INFO(text);
        CHECK(!errno_number(text));
    }
}
