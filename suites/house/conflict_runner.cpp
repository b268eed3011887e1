// Playing cells where others are at work: on a host that is the machine itself.

#include "conflict/course.hpp"
#include "conflict/elsewhere.hpp"
#include "conflict/runner.hpp"
#include "house/troupe.hpp"
#include "model/script.hpp"
#include "stage/faults.hpp"
#include "words/endpoint.hpp"

#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

using namespace suites::conflict;
using model::mainline;

namespace {

constexpr std::chrono::seconds patience{5};

const model::Cell &lone_listener()
{
    static const auto cell = [] {
        model::Cell made{
            .cast = {{.protocol = model::Protocol::tcp, .address = model::loopback4, .options = {}, .user = 1001}},
            .deeds = {{.who = 0}, {.who = 0, .act = model::Act::listen}},
            .packets = {}};
        made.packets = packets_to(made);
        return made;
    }();
    return cell;
}

/// The ports from which the clients of the next cells would connect are somebody else's until the end of the scope.
class HeldPorts {
  public:
    HeldPorts(unsigned after, unsigned cells)
    {
        for (unsigned port = after + 1; port <= after + cells; ++port) {
            const auto where = words::Endpoint::parse(model::filled("127.0.0.1:^", port));
            held_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            REQUIRE(bind(held_.back(), where.data(), where.size()) == 0);
        }
    }
    ~HeldPorts()
    {
        for (const int held : held_)
            ::close(held);
    }
    HeldPorts(const HeldPorts &) = delete;
    HeldPorts &operator=(const HeldPorts &) = delete;

  private:
    std::vector<int> held_;
};

} // namespace

TEST_CASE("A cell whose client finds its port taken is played at another", "[stage]")
{
    if (geteuid() != 0) SKIP("only root has actors of other users");
    const auto troupe = house::ambient_troupe(patience);
    Runner runner(troupe, mainline());
    const auto play = [&] { return runner.play({lone_listener()}).front(); };
    const auto undisturbed = play();
    REQUIRE_FALSE(differs(mainline(), lone_listener(), undisturbed));
    {
        const HeldPorts held(undisturbed.port, 2);
        const auto disturbed = play();
        CHECK_FALSE(differs(mainline(), lone_listener(), disturbed));
        CHECK(disturbed.port == undisturbed.port + 3);
        const HeldPorts all(disturbed.port, 3);
        CHECK_THROWS_AS(play(), stage::Unmet);
    }
    CHECK_FALSE(differs(mainline(), lone_listener(), play()));
}

TEST_CASE("What a client could not do is no answer of the cell's", "[conflict]")
{
    const auto hears = [](std::string_view told) {
        Played played;
        Repertory repertory;
        Course course(lone_listener(), played, repertory, mainline());
        course.hear_sent(told);
        return course.disturbed();
    };
    CHECK_FALSE(hears("0:1_open"));
    CHECK_FALSE(hears("0:ECONNREFUSED_for_127.0.0.1:33792"));
    CHECK_FALSE(hears("0:nothing_for_127.0.0.1:33792"));
    CHECK(hears("0:EADDRINUSE_for_127.0.0.1:33792"));
    CHECK_THROWS_AS(hears("0:EMFILE_for_127.0.0.1:33792"), stage::Unmet);
    CHECK_THROWS_AS(hears("?"), stage::Unmet);
}
