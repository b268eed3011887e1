#include "words/errand.hpp"

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>

using words::as_line;
using words::Errand;
using words::errands;
using words::Step;

namespace {

const Step makes{.who = "server", .verb = "socket", .arguments = {"s1", "tcp4"}};
const Step binds{.who = "server", .verb = "bind", .arguments = {"s1", "127.0.0.1:80"}};
const Step closes{.who = "server", .verb = "close", .arguments = {"s2"}};

} // namespace

TEST_CASE("A step alone is a line of errands", "[words]")
{
    CHECK(errands("server socket s1 tcp4") == std::vector<Errand>{{makes}});
    CHECK(as_line({{makes}}) == makes.text());
}

TEST_CASE("Errands are joined as a shell joins commands", "[words]")
{
    const std::vector<Errand> all{{makes}, {binds, true}, {closes, false}};
    CHECK(as_line(all) == "server socket s1 tcp4 && bind s1 127.0.0.1:80 ; close s2");
    CHECK(errands(as_line(all)) == all);
    const std::vector<Errand> other{{closes}, {makes, false}, {binds, true}};
    CHECK(errands(as_line(other)) == other);
}

TEST_CASE("Errands that are malformed are refused", "[words]")
{
    for (const auto *text : {"", "a", "&& a b", "a b &&", "a b && ", "a b ;", "a b && ; c", "a b && && c",
                             "a b ;; c &&", "a b && c\nd", "a b  && c"}) {
        INFO(text);
        CHECK_THROWS_AS(errands(text), std::invalid_argument);
    }
}
