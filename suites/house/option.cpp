#include "words/option.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>

using words::find_option;

TEST_CASE("An option is found by the name its manual page gives it", "[words]")
{
    const auto *port = find_option("SO_REUSEPORT");
    REQUIRE(port != nullptr);
    CHECK(port->level == SOL_SOCKET);
    CHECK(port->number == SO_REUSEPORT);

    const auto *only_six = find_option("IPV6_V6ONLY");
    REQUIRE(only_six != nullptr);
    CHECK(only_six->level == IPPROTO_IPV6);
}

TEST_CASE("Every option is found under its own name and no two are the same", "[words]")
{
    std::set<std::string_view> names;
    std::set<std::pair<int, int>> numbers;
    for (const auto &option : words::options()) {
        INFO(option.name);
        CHECK(find_option(option.name) == &option);
        CHECK(names.insert(option.name).second);
        CHECK(numbers.emplace(option.level, option.number).second);
    }
}

TEST_CASE("An option nobody knows is not found", "[words]")
{
    CHECK(find_option("") == nullptr);
    CHECK(find_option("SO_REUSE") == nullptr);
    CHECK(find_option("so_reuseport") == nullptr);
}
