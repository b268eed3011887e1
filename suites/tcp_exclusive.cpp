// One TCP listener, and the others that would share its port by SO_REUSEADDR alone.

#include "claim.hpp"
#include "words/feature.hpp"

#include <functional>

CHAPTER(tcp_exclusive, "hijack");

using namespace suites;

namespace {

using Address = std::string (Transport::*)(unsigned) const;

std::string at(const Transport &net, Address address, unsigned port) { return std::invoke(address, net, port); }

/// Where the one who holds the port is bound, and where the one who comes later wants to be.
struct Places {
    std::string_view label;
    Address holder, newcomer;
};
constexpr Places both_on_the_wildcard{
    .label = "both on the wildcard", .holder = &Transport::any, .newcomer = &Transport::any};
constexpr Places both_on_one_address{
    .label = "both on one address", .holder = &Transport::loopback, .newcomer = &Transport::loopback};
constexpr Places holder_on_the_wildcard{
    .label = "holder on the wildcard", .holder = &Transport::any, .newcomer = &Transport::loopback};
constexpr Places newcomer_on_the_wildcard{
    .label = "newcomer on the wildcard", .holder = &Transport::loopback, .newcomer = &Transport::any};

} // namespace

CLAIM("tcp.exclusive.second-listener",
      "With SO_REUSEADDR nobody binds the port of a live TCP listener, be the one or the other on the wildcard.",
      "tw.article-listener-unaffected"_said, "tcp.ra-one-process"_said)
{
    auto host = trial.host();
    auto first = host.actor("first");
    auto second = host.actor("second");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        unsigned port = net.six ? 8180 : 8080;
        for (const auto &places :
             trial.over(both_on_the_wildcard, both_on_one_address, holder_on_the_wildcard, newcomer_on_the_wildcard)) {
            auto holder = socket(first, net).reuse_addr().bind(at(net, places.holder, ++port));
            auto newcomer = at(net, places.newcomer, port);
            auto before = socket(second, net).reuse_addr().bind(newcomer);
            trial.contrast("a second socket before the first listens", before).is(allowed);
            before.close();

            holder.listen().must_stand();
            trial.expect("a second socket binds", socket(second, net).reuse_addr().bind(newcomer))
                .is(bind_denied(EADDRINUSE));
        }
    }
}

CLAIM("tcp.exclusive.second-listener-across-versions",
      "With SO_REUSEADDR nobody binds the port of a live TCP listener through the wildcard of the other IP version.",
      "tw.article-listener-unaffected"_said)
{
    trial.needs(words::feature::ipv6);
    auto host = trial.host();
    auto first = host.actor("first");
    auto second = host.actor("second");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto other = net.other_version();
        const auto six_only = [](const Socket &one) { return one.transport().six ? one.set("IPV6_V6ONLY", 1) : one; };
        unsigned port = net.six ? 8081 : 8080;
        (void)six_only(socket(first, net).reuse_addr()).bind(net.any(port)).listen();
        trial
            .contrast("a second socket where neither takes the other's traffic",
                      six_only(socket(second, other).reuse_addr()).bind(other.any(port)))
            .is(allowed);

        port += 100;
        auto holder = socket(first, net).reuse_addr().bind(net.any(port));
        auto before = socket(second, other).reuse_addr().bind(other.any(port));
        trial.contrast("a second socket before the first listens", before).is(allowed);
        before.close();

        holder.listen().must_stand();
        trial.expect("a second socket binds", socket(second, other).reuse_addr().bind(other.any(port)))
            .is(bind_denied(EADDRINUSE));
    }
}

CLAIM("tcp.exclusive.one-listener",
      "Of several sockets that SO_REUSEADDR lets bind one TCP port, one alone comes to listen.",
      "tcp.ra-one-process"_said, "table.ra-multi-process"_said)
{
    auto host = trial.host();
    auto first = host.actor("first");
    auto second = host.actor("second");
    auto third = host.actor("third");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto shared = net.any(net.six ? 8081 : 8080);
        (void)socket(first, net).reuse_port().bind(shared).listen();
        trial
            .contrast("a second listener with SO_REUSEPORT instead",
                      socket(second, net).reuse_port().bind(shared).listen())
            .is(allowed);

        const auto contested = net.any(net.six ? 5433 : 5432);
        auto one = socket(first, net).reuse_addr().bind(contested);
        auto two = socket(second, net).reuse_addr().bind(contested);
        auto three = socket(third, net).reuse_addr().bind(contested);
        two.listen().must_stand();
        trial.expect("the one who bound first listens as well", one.listen()).is(listen_denied(EADDRINUSE));
        trial.expect("the one who bound last listens as well", three.listen()).is(listen_denied(EADDRINUSE));
    }
}

CLAIM("tcp.exclusive.no-balancing",
      "SO_REUSEADDR spreads no TCP connections: of several processes that bind the port one receives them all.",
      "table.ra-no-balancing"_said, "cmp.ra-balancing"_said)
{
    // Of three that share evenly one stays without connections with a probability of 3·(2/3)^64 = 2e-11.
    constexpr unsigned enough = 64;
    auto host = trial.host();
    auto first = host.actor("first");
    auto second = host.actor("second");
    auto third = host.actor("third");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const unsigned port = net.six ? 8081 : 8080;
        const auto connect = [&](unsigned to, const std::vector<Socket> &listeners) {
            const unsigned count = listeners.size() > 1 ? enough : 2;
            return flows(client, {.from = net.loopback(20000), .count = count, .to = net.loopback(to)})
                .reach(listeners);
        };
        std::vector<Socket> sharing;
        for (const auto &worker : {first, second, third})
            sharing.push_back(socket(worker, net).reuse_port().bind(net.any(port)).listen());
        trial.contrast("who receives with SO_REUSEPORT instead", connect(port, sharing)).is("first, second and third");

        std::vector<Socket> bound;
        for (const auto &worker : {first, second, third})
            bound.push_back(socket(worker, net).reuse_addr().bind(net.any(port + 100)));
        std::vector<Socket> listening;
        for (const auto &one : bound) {
            one.must_stand();
            if (one.listen().outcome() == "ok") listening.push_back(one);
        }
        trial.expect("who receives", connect(port + 100, listening)).is("first alone");
    }
}

CLAIM("tcp.exclusive.several-binds",
      "With SO_REUSEADDR a second TCP socket is refused the address and port that another has bound.",
      "cmp.ra-tcp-binds"_said)
{
    auto host = trial.host();
    auto first = host.actor("first");
    auto second = host.actor("second");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const unsigned port = net.six ? 8081 : 8080;
        (void)socket(first, net).reuse_port().bind(net.any(port));
        trial.contrast("with SO_REUSEPORT instead", socket(second, net).reuse_port().bind(net.any(port))).is(allowed);

        (void)socket(first, net).reuse_addr().bind(net.any(port + 100));
        trial.expect("a second socket on the wildcard", socket(second, net).reuse_addr().bind(net.any(port + 100)))
            .is(bind_denied(EADDRINUSE));
        (void)socket(first, net).reuse_addr().bind(net.loopback(port + 200));
        trial.expect("a second socket on one address", socket(second, net).reuse_addr().bind(net.loopback(port + 200)))
            .is(bind_denied(EADDRINUSE));
    }
}

CLAIM("tcp.exclusive.one-listener-many-processes",
      "With SO_REUSEADDR a TCP port cannot be served by a second process, not even through the first one's socket.",
      "table.ra-multi-process"_said, "tcp.ra-one-process"_said)
{
    auto host = trial.host();
    auto first = host.actor("first");
    auto second = host.actor("second");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const unsigned port = net.six ? 8081 : 8080;
        auto listener = socket(first, net).reuse_addr().bind(net.any(port)).listen();
        trial.premise("the option is set", listener.option("SO_REUSEADDR")).is("1");
        trial
            .contrast("a second process with a socket of its own",
                      socket(second, net).reuse_addr().bind(net.any(port)).listen())
            .is(bind_denied(EADDRINUSE));

        auto inherited = listener.passed_to(second);
        auto session = socket(client, net).abort_on_close().connect(net.loopback(port));
        session.must_stand();
        const bool served = inherited.accepts().starts_with("from ");
        trial.expect("a second process with the first one's socket", served ? "accepts" : "accepts nothing")
            .is("accepts nothing");
    }
}
