// What picks a datagram's process, and what it leaves alone.

#include "udp_balance_scenes.hpp"

CHAPTER(udp_hash, "affinity");

using namespace suites;
using namespace suites::udp_balance_scenes;

CLAIM("udp.balance.same-source",
      "With SO_REUSEPORT all datagrams from one source address and port to one destination reach the same process.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        auto one_source = sources(net, 1);
        one_source.each = 64;
        auto several_sources = sources(net, 40, 40001);
        several_sources.each = 8;
        trial
            .contrast("how many get the datagrams of 32 sources",
                      how_many(flows(client, sources(net, 32)).reach(workers)))
            .is("several");
        trial.expect("how many get the datagrams of one source", how_many(flows(client, one_source).reach(workers)))
            .is("one");
        trial
            .expect("whether any of 40 sources reaches two", flows(client, several_sources).reach(workers).steadiness())
            .is("every flow stayed");
        leave(workers);
    }
}

CLAIM("udp.balance.same-source.full-queue",
      "With SO_REUSEPORT the same source reaches the same process always, also while that one's queue is full: "
      "what does not fit is dropped, and handed to no other.",
      "udp.rp-same-source"_said, "guide.affinity"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto five_sources = flows(client, five_times_sixty_four(net));
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        trial.contrast("what a queue of the usual size does", five_sources.reach(workers).overflow())
            .is("nothing dropped");
        for (const auto &worker : workers)
            worker.set("SO_RCVBUF", 1).must_stand(); // the kernel takes its least, a few datagrams
        const auto reached = five_sources.reach(workers);
        trial.expect("what a small queue does", reached.overflow()).is("overflowed");
        trial.expect("whether any source reaches two", reached.steadiness()).is("every flow stayed");
        trial.expect("what becomes of 320 datagrams", reached.sum()).is("received + dropped = sent");
        leave(workers);
    }
}

CLAIM("udp.balance.same-source.new-port",
      "With SO_REUSEPORT the same client address reaches the same process, from whichever source port.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        trial
            .expect("how many get the datagrams of 32 ports of one client",
                    how_many(flows(client, sources(net, 32)).reach(workers)))
            .is("one");
        if (net.six) continue; // its loopback has one address
        const auto clients = flows(client, {.from = "127.0.0.1..32:40001", .count = 32, .to = "127.0.0.1:5000"});
        trial.contrast("how many get the datagrams of one port of 32 clients", how_many(clients.reach(workers)))
            .is("several");
        leave(workers);
    }
}

namespace {

/// The same processes at each of these endpoints, a group at each.
std::vector<std::vector<Socket>> groups_at(const std::vector<Actor> &crew, const Transport &net,
                                           const std::vector<std::string> &endpoints)
{
    std::vector<std::vector<Socket>> groups;
    for (const auto &endpoint : endpoints)
        groups.push_back(bound_in_order(crew, net, reuse_port, endpoint));
    return groups;
}

} // namespace

CLAIM("udp.balance.same-source.other-address",
      "With SO_REUSEPORT the same source address and port reach the same process, to whichever address of the host "
      "they send; be the processes bound to the wildcard address, or to each of the addresses.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        host.has_own_address(net);
        const auto at = groups_at(crew, net, {net.any(5000), net.loopback(5001), net.own(5001)});
        const auto from = [&](unsigned first, const std::string &to) {
            return flows(client, {.from = net.loopback(first), .count = 32, .to = to});
        };
        const auto before = from(20000, net.loopback(5000)).reach(at[0]);
        trial.contrast("other sources", dealt_anew(before, from(30000, net.loopback(5000)).reach(at[0])))
            .is("independent");
        trial
            .expect("the same sources to another address, processes on the wildcard address",
                    dealt_anew(before, from(20000, net.own(5000)).reach(at[0])))
            .is("kept");
        trial
            .expect("the same sources to another address, processes bound to each",
                    dealt_anew(from(20000, net.loopback(5001)).reach(at[1]), from(20000, net.own(5001)).reach(at[2])))
            .is("kept");
        for (const auto &group : at)
            leave(group);
    }
}

CLAIM("udp.balance.same-source.other-port",
      "With SO_REUSEPORT the same source address and port reach the same process on each of two ports that the "
      "processes have bound in the same order.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto at = groups_at(crew, net, {net.any(5000), net.any(5001)});
        const auto from = [&](unsigned first, unsigned port) {
            return flows(client, {.from = net.loopback(first), .count = 32, .to = net.loopback(port)});
        };
        const auto before = from(20000, 5000).reach(at[0]);
        trial.contrast("other sources", dealt_anew(before, from(30000, 5000).reach(at[0]))).is("independent");
        trial.expect("the same sources to the other port", dealt_anew(before, from(20000, 5001).reach(at[1])))
            .is("kept");
        for (const auto &group : at)
            leave(group);
    }
}

CLAIM("udp.balance.other-source",
      "With SO_REUSEPORT another client may reach another process: which one a client reaches tells nothing of its "
      "neighbour with the next address and port.",
      "udp.rp-other-source"_said)
{
    auto host = trial.host();
    const auto crew = actors(host, four);
    auto client_a = host.actor("client-a");
    auto client_b = host.actor("client-b");
    for (const auto &net : trial.over(udp4, udp6)) {
        const std::string server = net.six ? "fd00::1" : "192.168.1.1";
        const std::string a = net.six ? "fd00::5" : "10.0.0.5";
        const std::string b = net.six ? "fd00::6" : "10.0.0.6";
        for (const auto &address : {server, a, b})
            host.has_address(address + (net.six ? "/128" : "/32"));
        const auto at = [&](const std::string &address, const std::string &port) {
            return (net.six ? "[" + address + "]:" : address + ":") + port;
        };
        const auto of_a = flows(client_a, {.from = at(a, "40001"), .count = 64, .to = at(server, "5000")});
        const auto of_b = flows(client_b, {.from = at(b, "40002"), .count = 64, .to = at(server, "5000")});
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        const auto before = of_a.reach(workers);
        trial.contrast("the same client again", dealt_anew(before, of_a.reach(workers))).is("kept");
        trial.expect("its neighbour", dealt_anew(before, of_b.reach(workers))).is("independent");
        leave(workers);
    }
}

namespace {

/// An address beside the loopback address, for sources and destinations. Of IPv4 the last byte is the same: Jenkins'
/// one-at-a-time hash, which some kernel uses, stirs in the byte that it reads last so little that of 128 flows 55 stay
/// where 32 are due.
std::string beside_loopback(const Host &host, const Transport &net)
{
    if (!net.six) return "127.0.2.1:"; // IPv4 has all of 127.0.0.0/8
    host.has_address("fd00::2/128");
    return "[fd00::2]:";
}

} // namespace

CLAIM("udp.balance.hash-whole-tuple",
      "Among processes bound to a specific address with SO_REUSEPORT another source address, source port, destination "
      "address or destination port alone makes the kernel choose anew.",
      "udp.rp-hash-4-tuple"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto beside = beside_loopback(host, net);
        const auto at = groups_at(crew, net, {net.loopback(5000), beside + "5000", net.loopback(5001)});
        const auto from = [&](const std::string &first, unsigned count, const std::string &to) {
            return flows(client, {.from = first, .count = count, .to = to});
        };
        const auto source = net.loopback(20000);
        const auto here = net.loopback(5000);
        const auto before = from(source, 128, here).reach(at[0]);
        trial.contrast("the same four values", dealt_anew(before, from(source, 64, here).reach(at[0]))).is("kept");
        trial.expect("another source address", dealt_anew(before, from(beside + "20000", 128, here).reach(at[0])))
            .is("independent");
        trial.expect("another source port", dealt_anew(before, from(net.loopback(30000), 128, here).reach(at[0])))
            .is("independent");
        trial.expect("another destination address", dealt_anew(before, from(source, 128, beside + "5000").reach(at[1])))
            .is("independent");
        trial.expect("another destination port", dealt_anew(before, from(source, 128, net.loopback(5001)).reach(at[2])))
            .is("independent");
        for (const auto &group : at)
            leave(group);
    }
}

CLAIM("udp.balance.hash-whole-tuple.wildcard",
      "With SO_REUSEPORT the destination address takes part in the choice among processes bound to the wildcard "
      "address, too.",
      "udp.rp-hash-4-tuple"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto beside = beside_loopback(host, net);
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        const auto some = flows(client, sources(net, 32));
        const auto before = some.reach(workers);
        trial.contrast("the same four values", dealt_anew(before, some.reach(workers))).is("kept");
        trial.expect("another source port", dealt_anew(before, flows(client, sources(net, 32, 30000)).reach(workers)))
            .is("independent");
        auto elsewhere = sources(net, 32);
        elsewhere.to = beside + "5000";
        trial.expect("another destination address", dealt_anew(before, flows(client, elsewhere).reach(workers)))
            .is("independent");
        leave(workers);
    }
}

CLAIM("udp.balance.hash-whole-tuple.ipv6-prefix",
      "With SO_REUSEPORT the whole of an IPv6 address takes part in the choice: with another prefix alone the process "
      "is chosen anew, be it the source's or the destination's.",
      "udp.rp-hash-4-tuple"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp6)) {
        for (const auto *address : {"fd00:1::1/128", "fd00:2::1/128", "fd00:1::2/128"})
            host.has_address(address);
        const auto at = groups_at(crew, net, {"[fd00:1::1]:5000", "[fd00:2::1]:5000", "[fd00:1::2]:5000"});
        const auto from = [&](const std::string &first, const std::string &to) {
            return flows(client, {.from = first, .count = 32, .to = to});
        };
        const auto usual = from("[fd00:1::1]:20000", "[fd00:1::1]:5000");
        const auto before = usual.reach(at[0]);
        trial.contrast("the same prefixes", dealt_anew(before, usual.reach(at[0]))).is("kept");
        trial
            .expect("another prefix of the source",
                    dealt_anew(before, from("[fd00:2::1]:20000", "[fd00:1::1]:5000").reach(at[0])))
            .is("independent");
        trial
            .expect("another last part of the destination",
                    dealt_anew(before, from("[fd00:1::1]:20000", "[fd00:1::2]:5000").reach(at[2])))
            .is("independent");
        trial
            .expect("another prefix of the destination",
                    dealt_anew(before, from("[fd00:1::1]:20000", "[fd00:2::1]:5000").reach(at[1])))
            .is("independent");
        for (const auto &group : at)
            leave(group);
    }
}

CLAIM("udp.balance.no-duplicates", "With SO_REUSEPORT no unicast datagram is duplicated, and none is lost.",
      "udp.rp-no-duplicates"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        trial.expect("what becomes of 256 datagrams", flows(client, sources(net, 256)).reach(workers).accounted())
            .is("each arrived once");
        if (net.six) continue; // IPv6 knows no broadcast
        const auto broadcast = flows(client, {.from = "127.0.0.1:40001", .to = "127.255.255.255:5000", .each = 64});
        trial.contrast("what becomes of 64 broadcast datagrams", broadcast.reach(workers).accounted())
            .is("64 arrived more than once");
        leave(workers);
    }
}

CLAIM("udp.balance.per-datagram",
      "With SO_REUSEPORT the unit of distribution is the datagram: those of one source are spread over the processes.",
      "udp.rp-per-datagram"_said, "cmp.rp-distribution"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto five_sources = flows(client, five_times_sixty_four(net));
        std::vector workers{socket(crew.front(), net).reuse_port().bind(net.any(5000))};
        trial
            .contrast("whether datagrams of a source part while there is one process",
                      five_sources.reach(workers).steadiness())
            .is("every flow stayed");
        for (const auto &other : {crew[1], crew[2], crew[3]})
            workers.push_back(socket(other, net).reuse_port().bind(net.any(5000)));
        trial
            .expect("how many get the datagrams of 32 sources",
                    how_many(flows(client, sources(net, 32)).reach(workers)))
            .is("several");
        // Of 64 datagrams all reach one and the same of four by chance once in 10^37 times.
        trial.expect("whether datagrams of a source part", five_sources.reach(workers).steadiness())
            .is("5 flows changed receiver");
        leave(workers);
    }
}

CLAIM("udp.balance.per-datagram.stateless",
      "With SO_REUSEPORT a process is chosen for each datagram by itself, where TCP chooses for the connection: the "
      "next datagrams of a flow whose process was killed reach another.",
      "udp.rp-per-datagram"_said, "cmp.rp-distribution"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto stream = net.other_protocol();
        auto server = socket(host.actor("server"), stream).reuse_port().bind(net.any(8080)).listen();
        auto session = socket(client, stream).connect(net.loopback(8080));
        auto accepted = server.accept();
        auto spare = socket(host.actor("spare"), stream).reuse_port().bind(net.any(8080)).listen();
        server.actor().dies();
        trial.contrast("what a TCP client hears when its process is killed", session.receives()).is("end");

        auto workers = four_workers(host, net, net.any(5000));
        // A quarter of the hash is without any of 96 flows once in 10^12 times.
        const auto some = flows(client, sources(net, 96));
        const auto before = some.reach(workers);
        workers.front().actor().dies();
        workers.erase(workers.begin());
        const auto after = some.reach(workers);
        trial.expect("what becomes of the next datagrams", after.accounted()).is("each arrived once");
        trial.expect("who gets those of the process that was killed", whose(after.took_over(before, "first"), "first"))
            .is("others");
    }
}
