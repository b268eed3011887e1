#include "session/choice.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using suites::Claim;
using suites::When;
using suites::session::choose;
using suites::session::nearest;

namespace {

const Claim restart{.id = "tcp.restart.reuseaddr", .chapter = "tcp_restart", .topic = "restart"};
const Claim waits{
    .id = "tcp.restart.whole-wait", .chapter = "tcp_restart", .topic = "restart", .when = When::on_demand};
const Claim newest{.id = "udp.sharing.newest", .chapter = "udp_sharing", .topic = "sharing"};
const Claim oldest{.id = "udp.sharing.oldest", .chapter = "udp_sharing", .topic = "sharing"};
const std::vector<const Claim *> all{&restart, &waits, &newest, &oldest};

std::string chosen(const std::vector<std::string> &words, bool even_those_that_wait = false)
{
    std::string line;
    for (const auto *claim : choose(words, even_those_that_wait, all).claims)
        line += (line.empty() ? "" : " ") + std::string(claim->id);
    return line;
}

std::vector<std::string> unknown(const std::vector<std::string> &words) { return choose(words, false, all).unknown; }

} // namespace

TEST_CASE("No words choose every claim that does not wait", "[session]")
{
    CHECK(chosen({}) == "tcp.restart.reuseaddr udp.sharing.newest udp.sharing.oldest");
    CHECK(chosen({}, true) == "tcp.restart.reuseaddr tcp.restart.whole-wait udp.sharing.newest udp.sharing.oldest");
}

TEST_CASE("An id chooses its claim even if it waits", "[session]")
{
    CHECK(chosen({"udp.sharing.newest"}) == "udp.sharing.newest");
    CHECK(chosen({"tcp.restart.whole-wait"}) == "tcp.restart.whole-wait");
    CHECK(chosen({"udp.sharing.oldest", "tcp.restart.reuseaddr"}) == "tcp.restart.reuseaddr udp.sharing.oldest");
    CHECK(chosen({"udp.sharing.newest", "udp.sharing.newest", "udp.*"}) == "udp.sharing.newest udp.sharing.oldest");
}

TEST_CASE("A glob chooses what it matches", "[session]")
{
    CHECK(chosen({"udp.*"}) == "udp.sharing.newest udp.sharing.oldest");
    CHECK(chosen({"*.?ewest"}) == "udp.sharing.newest");
    CHECK(chosen({"tcp.*"}) == "tcp.restart.reuseaddr");
    CHECK(chosen({"tcp.*"}, true) == "tcp.restart.reuseaddr tcp.restart.whole-wait");
    CHECK(chosen({"*"}) == chosen({}));
}

TEST_CASE("A chapter or a topic chooses its claims", "[session]")
{
    CHECK(chosen({"udp_sharing"}) == "udp.sharing.newest udp.sharing.oldest");
    CHECK(chosen({"restart"}) == "tcp.restart.reuseaddr");
    CHECK(chosen({"restart"}, true) == "tcp.restart.reuseaddr tcp.restart.whole-wait");
}

TEST_CASE("A word that means only what waits is known though nothing is chosen", "[session]")
{
    CHECK(chosen({"*whole*"}).empty());
    CHECK(unknown({"*whole*"}).empty());
}

TEST_CASE("A word that means nothing is complained of with the nearest ids", "[session]")
{
    const auto complaints = unknown({"udp.sharing.newst", "udp.*", "nonsense.*"});
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[0] ==
          "no claim 'udp.sharing.newst'; nearest: udp.sharing.newest, udp.sharing.oldest, tcp.restart.whole-wait");
    CHECK(complaints[1].starts_with("no claim 'nonsense.*'; nearest: "));
    CHECK(chosen({"udp.sharing.newst"}).empty());
    CHECK(unknown({""}).size() == 1);
}

TEST_CASE("The nearest ids are at most three and the nearest comes first", "[session]")
{
    CHECK(nearest("tcp.restart.reuseadr", all).size() == 3);
    CHECK(nearest("tcp.restart.reuseadr", all).front() == "tcp.restart.reuseaddr");
    CHECK(nearest("anything", {}).empty());
    CHECK(nearest("", {&newest}) == std::vector<std::string>{"udp.sharing.newest"});
}
