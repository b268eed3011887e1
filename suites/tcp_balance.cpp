// How a SO_REUSEPORT group shares out connections.

#include "tcp_balance_scenes.hpp"

CHAPTER(tcp_balance, "affinity");

using namespace suites;
using namespace suites::tcp_balance_scenes;

CLAIM("tcp.balance.each-binds",
      "With SO_REUSEPORT each of four processes binds and listens on one port by itself, and all of them get "
      "connections.",
      "tcp.rp-each-binds"_said, "table.rp-multi-process"_said, "table.rp-tcp-purpose"_said, "guide.workers"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(host, net, 3);
        auto other = host.actor("other");
        trial.contrast("a fourth without it", socket(other, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
        trial.contrast("a fourth with SO_REUSEADDR instead", socket(other, net).reuse_addr().bind(net.any(port)))
            .is(bind_denied(EADDRINUSE));
        joins(group, host, net);
        trial.expect("a fourth with it", group.back()).is(allowed);
        auto reached = connections(trial, client, from_port(net, source, enough_for_each_of_four), group);
        trial.expect("who gets connections", reached.receiver()).is("first, second, third and fourth");
    }
}

CLAIM("tcp.balance.even",
      "The kernel spreads many connections evenly over the sockets of a SO_REUSEPORT group, and does so before any "
      "worker accepts one.",
      "tcp.rp-even"_said, "table.rp-balancing"_said, "table.rp-tcp-purpose"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(host, net, 1);
        auto unshared = connections(trial, client, from_port(net, source, enough_to_compare), group);
        trial.contrast("while one of the four is there", spread(unshared, 4)).is("first alone");
        while (group.size() < 4)
            joins(group, host, net);
        auto shared = connections(trial, client, from_port(net, source, enough_to_weigh(4)), group);
        trial.expect("with all four there", spread(shared, 4)).is("even");
    }
}

CLAIM("tcp.balance.even.any-number",
      "Connections are spread evenly over a SO_REUSEPORT group whether it has two, three or eight workers.",
      "tcp.rp-even"_said, "table.rp-balancing"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto group = workers(host, tcp4, 1);
    auto unshared = connections(trial, client, from_port(tcp4, source, enough_to_compare), group);
    trial.contrast("a group of one", spread(unshared, 2)).is("first alone");
    for (const std::size_t size : {2U, 3U, 8U}) {
        while (group.size() < size)
            joins(group, host, tcp4);
        auto shared = connections(trial, client, from_port(tcp4, source, enough_to_weigh(size)), group);
        trial.expect("a group of " + std::to_string(size), spread(shared, size)).is("even");
    }
}

namespace {

/// How many of the handfuls of four connections made in a row reached four workers.
Seen handfuls_shared_out(const Reached &reached)
{
    constexpr unsigned size = 4;
    constexpr double by_chance = 24.0 / 256.0; // 4! of 4^4 ways
    const auto handfuls = reached.flows() / size;
    std::uint64_t complete = 0;
    for (unsigned first = 0; first < handfuls * size; first += size) {
        std::set<std::string> receivers;
        for (unsigned flow = first; flow < first + size; ++flow)
            receivers.insert(reached.receiver_of(flow));
        if (receivers.size() == size) ++complete;
    }
    Statistic statistic{.name = "handfuls that reached all four",
                        .value = static_cast<double>(complete),
                        .bound = static_cast<double>(handfuls),
                        .false_alarm = std::pow(by_chance, handfuls),
                        .flows = reached.flows(),
                        .counts = {{"reached all", complete}, {"left one out", handfuls - complete}}};
    return {complete == handfuls ? "each of the four gets one" : "some are left out", std::move(statistic)};
}

} // namespace

CLAIM("tcp.balance.even.few",
      "A SO_REUSEPORT group balances few connections as well as many: of any four in a row each of four workers gets "
      "one.",
      "tcp.rp-even"_said, "table.rp-balancing"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(crew, net);
        auto reached = connections(trial, client, from_port(net, source, 240), group);
        trial.contrast("all of them together", spread(reached, 4)).is("even");
        trial.expect("any four in a row", handfuls_shared_out(reached)).is("each of the four gets one");
        leave(group);
    }
}

CLAIM("tcp.balance.per-connection",
      "What a SO_REUSEPORT group shares out is connections: each is accepted by one worker, and what it carries goes "
      "there even when other workers join and leave.",
      "tcp.rp-per-connection"_said, "cmp.rp-distribution"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(host, net, 4);
        auto reached = flows(client, from_port(net, source, enough_for_each_of_four)).reach(group);
        trial.expect("each of many connections", reached.accounted()).is("each arrived once");
        trial.contrast("who gets the connections of one client", reached.receiver())
            .is("first, second, third and fourth");

        const auto before = connections(trial, client, from_port(net, other_source, 1), group);
        const auto owner = place_of(group, before.receiver_of(0));
        auto session = socket(client, net).bind(net.loopback(other_source)).connect(net.loopback(port));
        auto accepted = group.at(owner).accept();
        trial.expect("the connection's first message", arrival(session, accepted, "hello"))
            .is("at the worker that accepted it");
        joins(group, host, net);
        trial.expect("its next after a worker has joined", arrival(session, accepted, "again"))
            .is("at the worker that accepted it");
        leaves(group, owner == 0 ? 1 : 0);
        trial.expect("its next after another has left", arrival(session, accepted, "still"))
            .is("at the worker that accepted it");
    }
}

CLAIM("tcp.balance.same-tuple",
      "A client that connects again from the same address and port reaches the same worker of a SO_REUSEPORT group.",
      "tcp.rp-same-client"_said, "cmp.rp-affinity"_said, "guide.affinity"_said, "tcp.rp-hash-4-tuple"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(crew, net);
        auto first = connections(trial, client, from_port(net, source, enough_to_compare), group);
        auto elsewhere = connections(trial, client, from_port(net, other_source, enough_to_compare), group);
        auto again = connections(trial, client, from_port(net, source, enough_to_compare), group);
        trial.contrast("from another port", picks(first, elsewhere, 4)).is("independent");
        trial.expect("from the same port", picks(first, again, 4)).is("kept");
        leave(group);
    }
}

CLAIM("tcp.balance.same-client",
      "All connections of one client, whatever ports they come from, reach the same worker of a SO_REUSEPORT group.",
      "tcp.rp-same-client"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(crew, net);
        const auto neighbour = second_address(host, net) + std::to_string(source);
        auto reached = connections(trial, client, from_port(net, source, enough_for_each_of_four), group);
        auto of_neighbour = connections(trial, client, one_to_one(neighbour, net.loopback(port)), group);
        trial.contrast("connections of another client", picks(reached, of_neighbour, 4)).is("independent");
        trial.expect("who gets the connections of one", reached.receiver()).is(one_worker_alone);
        leave(group);
    }
}

CLAIM("tcp.balance.guide-example",
      "With three workers behind 10.0.0.1:8080, the client 192.168.1.100 reaches from port 60001 the worker that it "
      "reached from port 50001.",
      "tcp.rp-same-client-new-port"_said)
{
    auto host = trial.host();
    for (const auto *address : {"192.168.1.100/32", "192.168.1.101/32", "10.0.0.1/32"})
        host.has_address(address);
    auto client = host.actor("client");
    auto group = workers(host, tcp4, 3);
    const std::string server = "10.0.0.1:8080";
    // One pair of ports proves nothing: by chance every third pair agrees. So the next ports are asked as well.
    auto first = connections(trial, client, one_to_one("192.168.1.100:50001", server), group);
    auto unchanged = connections(trial, client, one_to_one("192.168.1.100:50001", server), group);
    auto other_client = connections(trial, client, one_to_one("192.168.1.101:50002", server), group);
    auto other_port = connections(trial, client, one_to_one("192.168.1.100:60001", server), group);
    trial.premise("from 192.168.1.100:50001 again", picks(first, unchanged, 3)).is("kept");
    trial.contrast("from 192.168.1.101:50002", picks(first, other_client, 3)).is("independent");
    trial.expect("from 192.168.1.100:60001", picks(first, other_port, 3)).is("kept");
}
