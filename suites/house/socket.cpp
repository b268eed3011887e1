#include "stage/socket.hpp"

#include "house/troupe.hpp"
#include "stage/flows.hpp"
#include "stage/host.hpp"
#include "stage/performance.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace stage;

namespace {

struct Scene {
    Troupe troupe = house::ambient_troupe();
    std::shared_ptr<Performance> performance = std::make_shared<Performance>(troupe);
    Host host{performance, "host"};
    Actor server = host.actor("server");
    Actor client = host.actor("client");

    Scene() = default;
    Scene(const Scene &) = delete;
    Scene &operator=(const Scene &) = delete;
    ~Scene() { performance->settle(); }

    /// How many have been done.
    [[nodiscard]] std::size_t steps() const
    {
        performance->settle();
        return performance->transcript().size();
    }
    [[nodiscard]] std::size_t steps_so_far() const { return performance->transcript().size(); }
};

} // namespace

TEST_CASE("The first refusal of a chain ends the chain and is its outcome", "[stage]")
{
    const Scene scene;
    const auto holder = tcp(scene.server).bind("127.0.0.1:8080").listen();
    const auto before = scene.steps();
    const auto refused = tcp(scene.client).bind("127.0.0.1:8080").listen().connect("127.0.0.1:9090");
    CHECK(scene.steps() == before + 2);
    CHECK(refused.outcome() == "EADDRINUSE from bind");
    CHECK(holder.outcome() == "ok");
}

TEST_CASE("What a socket is told is done when somebody wants to know of it", "[stage]")
{
    const Scene scene;
    const auto before = scene.steps();
    const auto listener = tcp(scene.server).reuse_addr().bind("127.0.0.1:8080").listen();
    CHECK(scene.steps_so_far() == before);
    CHECK(listener.outcome() == "ok");
    CHECK(scene.steps_so_far() == before + 4);
    CHECK(scene.performance->transcript().back().line.text() == "server listen s1 128 = ok");
}

TEST_CASE("What a socket is told is done before anybody does anything else", "[stage]")
{
    const Scene scene;
    const auto listener = tcp(scene.server).bind("127.0.0.1:8080").listen();
    CHECK(tcp(scene.client).connect("127.0.0.1:8080").outcome() == "ok");
    listener.close();
    CHECK(tcp(scene.client).connect("127.0.0.1:8080").outcome() == "ECONNREFUSED from connect");
}

TEST_CASE("What a socket is told is done although nobody knows the socket any more", "[stage]")
{
    const Scene scene;
    const auto before = scene.steps();
    {
        const auto visitor = scene.host.actor("visitor");
        (void)tcp(visitor).bind("127.0.0.1:8080");
    }
    CHECK(scene.steps() == before + 3);
    CHECK(tcp(scene.client).bind("127.0.0.1:8080").outcome() == "ok");
}

TEST_CASE("A refusal ends the chain of its own socket only", "[stage]")
{
    const Scene scene;
    const auto before = scene.steps();
    const auto holder = tcp(scene.server).bind("127.0.0.1:8080").listen();
    const auto refused = tcp(scene.server).bind("127.0.0.1:8080").listen();
    const auto other = tcp(scene.server).bind("127.0.0.1:8081").listen();
    refused.close();
    const auto again = holder.reuse_addr();
    CHECK(refused.outcome() == "EADDRINUSE from bind");
    CHECK(other.outcome() == "ok");
    CHECK(again.outcome() == "ok");
    CHECK(scene.steps() == before + 3 + 2 + 3 + 1 + 1);
}

TEST_CASE("A connection is accepted and carries what is sent", "[stage]")
{
    const Scene scene;
    const auto listener = tcp(scene.server).bind("127.0.0.1:8080").listen();
    const auto session = tcp(scene.client).connect("127.0.0.1:8080").send("hello");
    const auto accepted = listener.accept();
    CHECK(accepted.receives() == "got hello");
    session.close();
    CHECK(accepted.receives() == "end");
}

TEST_CASE("A call that is refused is named after the manual", "[stage]")
{
    const Scene scene;
    CHECK(tcp(scene.client).connect("127.0.0.1:8080").outcome() == "ECONNREFUSED from connect");
    CHECK(udp(scene.client).listen().outcome() == "EOPNOTSUPP from listen");
}

TEST_CASE("Every datagram of many is accounted for", "[stage]")
{
    const Scene scene;
    const auto receiver = udp(scene.server).bind("127.0.0.1:5353");
    const auto bystander = udp(scene.client).bind("127.0.0.1:5354");
    const auto reached =
        flows(scene.client, {.from = "127.0.0.1:20000", .count = 100, .to = "127.0.0.1:5353", .each = 2})
            .reach({receiver, bystander});
    CHECK(reached.accounted() == "each arrived once");
    CHECK(reached.receiver() == "server alone");
    CHECK(reached.steadiness() == "every flow stayed");
    CHECK(reached.count_of("server") == 200);
}

TEST_CASE("Every connection of many is accounted for", "[stage]")
{
    const Scene scene;
    const auto listener = tcp(scene.server).bind("127.0.0.1:8080").listen();
    const auto reached =
        flows(scene.client, {.from = "127.0.0.1:20000", .count = 70, .to = "127.0.0.1:8080"}).reach({listener});
    CHECK(reached.accounted() == "each arrived once");
    CHECK(reached.receiver() == "server alone");
    CHECK(reached.count_of("server") == 70);
}

TEST_CASE("Connections that are refused reach nobody", "[stage]")
{
    const Scene scene;
    const auto closed = tcp(scene.server).bind("127.0.0.1:8080").listen();
    const auto other = tcp(scene.server).bind("127.0.0.1:8081").listen();
    closed.close();
    const auto reached =
        flows(scene.client, {.from = "127.0.0.1:20000", .count = 3, .to = "127.0.0.1:8080"}).reach({other});
    CHECK(reached.receiver() == "refused: ECONNREFUSED");
    CHECK(reached.accounted() == "refused: ECONNREFUSED");
}

TEST_CASE("Flows to a socket that does not stand are not sent", "[stage]")
{
    const Scene scene;
    const auto holder = udp(scene.server).bind("127.0.0.1:5353");
    const auto refused = udp(scene.client).bind("127.0.0.1:5353");
    const auto before = scene.steps();
    CHECK_THROWS_AS(
        (void)flows(scene.client, {.from = "127.0.0.1:20000", .count = 3, .to = "127.0.0.1:5353"}).reach({refused}),
        Unmet);
    CHECK_THROWS_AS(
        (void)flows(scene.client, {.from = "127.0.0.1:20000", .count = 3, .to = "127.0.0.1:5353"}).reach({}), Fault);
    CHECK(scene.steps() == before);
}
