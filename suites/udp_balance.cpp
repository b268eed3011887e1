// Several processes on one UDP port by SO_REUSEPORT: how datagrams are spread over them, and what stays together.

#include "claim.hpp"
#include "sharers.hpp"

#include "words/feature.hpp"

#include <algorithm>
#include <array>
#include <set>

CHAPTER(udp_balance, "affinity");

using namespace suites;

namespace {

const std::vector<std::string> four{"first", "second", "third", "fourth"};

std::vector<Socket> four_workers(const Host &host, const Transport &net, const std::string &endpoint)
{
    return bound_in_order(host, net, reuse_port, endpoint, four);
}

/// So many flows from one address, told apart by their source ports.
FlowPlan sources(const Transport &net, unsigned count, unsigned first_port = 20000)
{
    return {.from = net.loopback(first_port), .count = count, .to = net.loopback(5000)};
}

FlowPlan five_times_sixty_four(const Transport &net)
{
    return {.from = net.loopback(40001), .count = 5, .to = net.loopback(5000), .each = 64};
}

Transport tcp_beside(const Transport &net) { return net.six ? tcp6 : tcp4; }

/// Whether the flows came to the same workers both times, or were dealt out anew: each to the same of four in one case
/// of four.
Seen dealt_anew(const Reached &before, const Reached &after)
{
    return independent(flows_that_stayed(before, after), std::min(before.flows(), after.flows()), 1.0 / 4);
}

/// How many processes were reached. Which one it was hangs on a secret of the kernel's and would change from run to
/// run.
std::string how_many(const Reached &reached)
{
    const auto counts = reached.counts();
    const auto some = std::count_if(counts.begin(), counts.end(), [](const auto &one) { return one.second > 0; });
    return some == 0 ? "none" : some == 1 ? "one" : "several";
}

} // namespace

CLAIM("udp.balance.workers",
      "With SO_REUSEPORT on each of them four processes bind one UDP port, and each of them gets datagrams.",
      "table.rp-multi-process"_said, "table.rp-udp-purpose"_said, "guide.workers"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto first = host.actor("first");
        auto other = host.actor("other");
        socket(first, net).bind(net.any(5001)).must_stand();
        socket(first, net).reuse_port().bind(net.any(5002)).must_stand();
        trial.contrast("a second process, when neither has the option", socket(other, net).bind(net.any(5001)))
            .is(bind_denied(EADDRINUSE));
        trial.contrast("a second process that alone has it", socket(other, net).reuse_port().bind(net.any(5001)))
            .is(bind_denied(EADDRINUSE));
        trial.contrast("a second process that alone lacks it", socket(other, net).bind(net.any(5002)))
            .is(bind_denied(EADDRINUSE));

        const auto workers = four_workers(host, net, net.any(5000));
        for (const auto &worker : workers)
            trial.expect("the " + worker.actor().name() + " process binds", worker).is(allowed);
        // Fair dice pass over one of four in 128 throws less than once in 10^15 times.
        trial.expect("who gets datagrams of 128 sources", flows(first, sources(net, 128)).reach(workers))
            .is("first, second, third and fourth");
    }
}

CLAIM("udp.balance.even", "With SO_REUSEPORT the datagrams of many sources are spread evenly over four processes.",
      "udp.rp-even"_said, "table.rp-balancing"_said, "table.rp-udp-purpose"_said, "guide.workers"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto sharers = bound_in_order(host, net, reuse_addr, net.any(5001), four);
        const auto to_them = flows(client, {.from = net.loopback(30000), .count = 1200, .to = net.loopback(5001)});
        trial.contrast("how 32 sources are spread with SO_REUSEADDR", even(to_them.reach(sharers).counts()))
            .is("fourth alone");
        const auto workers = four_workers(host, net, net.any(5000));
        trial.expect("how 1,250 sources are spread", even(flows(client, sources(net, 1250)).reach(workers).counts()))
            .is("even");
    }
}

namespace {

struct GroupSize {
    std::string_view label;
    std::size_t workers;
};

} // namespace

CLAIM("udp.balance.even.group-sizes",
      "With SO_REUSEPORT the datagrams of many sources are spread evenly, whether there are two, three or eight "
      "processes.",
      "udp.rp-even"_said)
{
    const std::vector<std::string> eight{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"};
    for (const auto &group :
         trial.over(GroupSize{.label = "two", .workers = 2}, GroupSize{.label = "three", .workers = 3},
                    GroupSize{.label = "eight", .workers = 8})) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto workers = bound_in_order(host, udp4, reuse_port, "0.0.0.0:5000", {"first"});
        trial.contrast("who gets datagrams while there is one", flows(client, sources(udp4, 32)).reach(workers))
            .is("first alone");
        for (auto at = std::size_t{1}; at < group.workers; ++at)
            workers.push_back(bound_in_order(host, udp4, reuse_port, "0.0.0.0:5000", {eight[at]}).front());
        trial.expect("how 1,250 sources are spread", even(flows(client, sources(udp4, 1250)).reach(workers).counts()))
            .is("even");
    }
}

namespace {

/// How often four sources in a row reached four different workers: chance does that in 4!/4^4 of the cases.
Seen one_each(const Reached &reached)
{
    unsigned times = 0;
    for (unsigned flow = 0; flow < reached.flows(); flow += 4) {
        const std::set<std::string> workers{reached.receiver_of(flow), reached.receiver_of(flow + 1),
                                            reached.receiver_of(flow + 2), reached.receiver_of(flow + 3)};
        if (workers.size() == 4 && !workers.contains("")) ++times;
    }
    return by_chance("four sources on four workers", times, reached.flows() / 4, 24.0 / 256);
}

} // namespace

CLAIM("udp.balance.even.few-flows",
      "With SO_REUSEPORT few sources are spread evenly too: four sources reach four processes, one each.",
      "udp.rp-even"_said, "table.rp-balancing"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto sharers = bound_in_order(host, net, reuse_addr, net.any(5001), four);
        const auto to_them = flows(client, {.from = net.loopback(30000), .count = 1200, .to = net.loopback(5001)});
        trial.contrast("whether four get one each with SO_REUSEADDR", one_each(to_them.reach(sharers))).is("never");
        const auto workers = four_workers(host, net, net.any(5000));
        trial.expect("whether four get one each", one_each(flows(client, sources(net, 960)).reach(workers)))
            .is("always");
    }
}

CLAIM("udp.balance.even.beside-connected",
      "With SO_REUSEPORT datagrams are spread evenly also while two of four processes have connected their sockets "
      "to peers: the other two get equal shares of what comes from elsewhere.",
      "udp.rp-even"_said, "table.rp-balancing"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto others_get = [&](const Sharing &options, unsigned count, unsigned port) {
            const auto sharers = bound_in_order(host, net, options, net.loopback(port), four);
            sharers[1].connect(net.loopback(40001)).must_stand();
            sharers[2].connect(net.loopback(40002)).must_stand();
            const auto elsewhere =
                flows(client, {.from = net.loopback(20000), .count = count, .to = net.loopback(port)});
            return elsewhere.reach({sharers.front(), sharers.back()});
        };
        trial.contrast("the others' shares with SO_REUSEADDR", even(others_get(reuse_addr, 32, 5001).counts()))
            .is("fourth alone");
        const auto reached = others_get(reuse_port, 640, 5000);
        trial.expect("the others' shares", even(reached.counts())).is("even");
        trial.expect("whether the others get all of it", reached.accounted()).is("each arrived once");
    }
}

CLAIM("udp.balance.even.joins-beside-connected",
      "With SO_REUSEPORT a process that joins gets a share, and leaves the others theirs, also when one of them has "
      "connected its socket to a peer before.",
      "udp.rp-even"_said, "table.rp-balancing"_said, "guide.workers"_said)
{
    struct Connected {
        std::string_view label;
        unsigned at;
        std::string_view all_others;
    };
    for (const auto &net : trial.over(udp4, udp6)) {
        for (const auto &one : trial.over(
                 Connected{.label = "the first connected", .at = 0, .all_others = "second, third, fourth and fifth"},
                 Connected{.label = "the fourth connected", .at = 3, .all_others = "first, second, third and fifth"})) {
            auto host = trial.host();
            const auto elsewhere = flows(host.actor("client"), sources(net, 128));
            auto workers = four_workers(host, net, net.loopback(5000));
            trial.contrast("who gets datagrams before", elsewhere.reach(workers)).is("first, second, third and fourth");
            workers[one.at].connect(net.loopback(40001)).must_stand();
            workers.push_back(bound_in_order(host, net, reuse_port, net.loopback(5000), {"fifth"}).front());
            trial.expect("who gets datagrams from elsewhere", elsewhere.reach(workers)).is(std::string(one.all_others));
        }
    }
}

CLAIM("udp.balance.deterministic",
      "With SO_REUSEPORT the choice is deterministic: the same flows reach the same processes again, also when all of "
      "them have been restarted in their order.",
      "udp.rp-deterministic"_said, "udp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto some = flows(client, sources(net, 32));
        auto workers = four_workers(host, net, net.any(5000));
        const auto before = some.reach(workers);
        trial.contrast("other flows", dealt_anew(before, flows(client, sources(net, 32, 30000)).reach(workers)))
            .is("independent");
        // Chance would bring all of 32 to where they were once in 10^19 times.
        trial.expect("the same flows again", dealt_anew(before, some.reach(workers))).is("kept");
        for (const auto &worker : workers)
            worker.actor().dies();
        trial
            .expect("the same flows after a restart",
                    dealt_anew(before, some.reach(four_workers(host, net, net.any(5000)))))
            .is("kept");
    }
}

CLAIM("udp.balance.deterministic.elsewhere",
      "With SO_REUSEPORT nothing but the four values of a flow decides, so that it reaches the process of the same "
      "place on another host.",
      "udp.rp-deterministic"_said, "udp.rp-hash-4-tuple"_said)
{
    trial.needs(words::feature::private_hosts);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto deals = [&](const std::string &name) {
            auto host = trial.host(name);
            const auto workers = four_workers(host, net, net.any(5000));
            return flows(host.actor("client"), sources(net, 32)).reach(workers);
        };
        auto host = trial.host();
        const auto workers = four_workers(host, net, net.any(5000));
        const auto here = flows(host.actor("client"), sources(net, 32)).reach(workers);
        const auto others_here = flows(host.actor("other-client"), sources(net, 32, 30000)).reach(workers);
        trial.contrast("other flows on this host", dealt_anew(here, others_here)).is("independent");
        trial.expect("the same flows on another host", dealt_anew(here, deals("other-host"))).is("kept");
    }
}

CLAIM("udp.balance.same-source",
      "With SO_REUSEPORT all datagrams from one source address and port to one destination reach the same process.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto workers = four_workers(host, net, net.any(5000));
        auto one_source = sources(net, 1);
        one_source.each = 64;
        auto several_sources = sources(net, 40, 40001);
        several_sources.each = 8;
        trial
            .contrast("how many get the datagrams of 128 sources",
                      how_many(flows(client, sources(net, 128)).reach(workers)))
            .is("several");
        trial.expect("how many get the datagrams of one source", how_many(flows(client, one_source).reach(workers)))
            .is("one");
        trial
            .expect("whether any of 40 sources reaches two", flows(client, several_sources).reach(workers).steadiness())
            .is("every flow stayed");
    }
}

CLAIM("udp.balance.same-source.full-queue",
      "With SO_REUSEPORT the same source reaches the same process always, also while that one's queue is full: "
      "what does not fit is dropped, and handed to no other.",
      "udp.rp-same-source"_said, "guide.affinity"_said)
{
    trial.needs(words::feature::drop_counter);
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        const auto five_sources = flows(host.actor("client"), five_times_sixty_four(net));
        const auto workers = four_workers(host, net, net.any(5000));
        trial.contrast("what a queue of the usual size does", five_sources.reach(workers).overflow())
            .is("nothing dropped");
        for (const auto &worker : workers)
            worker.set("SO_RCVBUF", 1).must_stand(); // the kernel takes its least, a few datagrams
        const auto reached = five_sources.reach(workers);
        trial.expect("what a small queue does", reached.overflow()).is("overflowed");
        trial.expect("whether any source reaches two", reached.steadiness()).is("every flow stayed");
        trial.expect("what becomes of 320 datagrams", reached.sum()).is("received + dropped = sent");
    }
}

CLAIM("udp.balance.same-source.new-port",
      "With SO_REUSEPORT the same client address reaches the same process, from whichever source port.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto workers = four_workers(host, net, net.any(5000));
        trial
            .expect("how many get the datagrams of 128 ports of one client",
                    how_many(flows(client, sources(net, 128)).reach(workers)))
            .is("one");
        if (net.six) continue; // its loopback has one address
        const auto clients = flows(client, {.from = "127.0.0.1..128:40001", .count = 128, .to = "127.0.0.1:5000"});
        trial.contrast("how many get the datagrams of one port of 128 clients", how_many(clients.reach(workers)))
            .is("several");
    }
}

namespace {

/// One group of four processes at each of these endpoints.
std::vector<std::vector<Socket>> groups_at(const Host &host, const Transport &net,
                                           const std::vector<std::string> &endpoints)
{
    std::vector<Actor> processes;
    for (const auto &name : four)
        processes.push_back(host.actor(name));
    std::vector<std::vector<Socket>> groups;
    for (const auto &endpoint : endpoints) {
        auto &group = groups.emplace_back();
        for (const auto &process : processes)
            group.push_back(socket(process, net).reuse_port().bind(endpoint));
    }
    return groups;
}

} // namespace

CLAIM("udp.balance.same-source.other-address",
      "With SO_REUSEPORT the same source address and port reach the same process, to whichever address of the host "
      "they send; be the processes bound to the wildcard address, or to each of the addresses.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        host.has_own_address(net);
        auto client = host.actor("client");
        const auto at = groups_at(host, net, {net.any(5000), net.loopback(5001), net.own(5001)});
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
    }
}

CLAIM("udp.balance.same-source.other-port",
      "With SO_REUSEPORT the same source address and port reach the same process on each of two ports that the "
      "processes have bound in the same order.",
      "udp.rp-same-source"_said, "cmp.rp-affinity"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto at = groups_at(host, net, {net.any(5000), net.any(5001)});
        const auto from = [&](unsigned first, unsigned port) {
            return flows(client, {.from = net.loopback(first), .count = 32, .to = net.loopback(port)});
        };
        const auto before = from(20000, 5000).reach(at[0]);
        trial.contrast("other sources", dealt_anew(before, from(30000, 5000).reach(at[0]))).is("independent");
        trial.expect("the same sources to the other port", dealt_anew(before, from(20000, 5001).reach(at[1])))
            .is("kept");
    }
}

CLAIM("udp.balance.other-source",
      "With SO_REUSEPORT another client may reach another process: which one a client reaches tells nothing of its "
      "neighbour with the next address and port.",
      "udp.rp-other-source"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        const std::string server = net.six ? "fd00::1" : "192.168.1.1";
        const std::string a = net.six ? "fd00::5" : "10.0.0.5";
        const std::string b = net.six ? "fd00::6" : "10.0.0.6";
        for (const auto &address : {server, a, b})
            host.has_address(address + (net.six ? "/128" : "/32"));
        const auto at = [&](const std::string &address, const std::string &port) {
            return (net.six ? "[" + address + "]:" : address + ":") + port;
        };
        const auto of_a =
            flows(host.actor("client-a"), {.from = at(a, "40001"), .count = 64, .to = at(server, "5000")});
        const auto of_b =
            flows(host.actor("client-b"), {.from = at(b, "40002"), .count = 64, .to = at(server, "5000")});
        const auto workers = four_workers(host, net, net.any(5000));
        const auto before = of_a.reach(workers);
        trial.contrast("the same client again", dealt_anew(before, of_a.reach(workers))).is("kept");
        trial.expect("its neighbour", dealt_anew(before, of_b.reach(workers))).is("independent");
    }
}

namespace {

/// An address beside the loopback address, for sources and destinations.
std::string beside_loopback(const Host &host, const Transport &net)
{
    if (!net.six) return "127.0.0.2:"; // IPv4 has all of 127.0.0.0/8
    host.has_address("fd00::2/128");
    return "[fd00::2]:";
}

} // namespace

CLAIM("udp.balance.hash-4-tuple",
      "With SO_REUSEPORT each of a flow's four values takes part in the choice among processes that are bound to a "
      "specific address: with another source address, source port, destination address or destination port alone the "
      "process is chosen anew.",
      "udp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto beside = beside_loopback(host, net);
        const auto at = groups_at(host, net, {net.loopback(5000), beside + "5000", net.loopback(5001)});
        const auto from = [&](const std::string &first, unsigned count, const std::string &to) {
            return flows(client, {.from = first, .count = count, .to = to});
        };
        const auto source = net.loopback(20000);
        const auto here = net.loopback(5000);
        const auto before = from(source, 128, here).reach(at[0]);
        trial.contrast("the same four values", dealt_anew(before, from(source, 32, here).reach(at[0]))).is("kept");
        trial.expect("another source address", dealt_anew(before, from(beside + "20000", 128, here).reach(at[0])))
            .is("independent");
        trial.expect("another source port", dealt_anew(before, from(net.loopback(30000), 128, here).reach(at[0])))
            .is("independent");
        trial.expect("another destination address", dealt_anew(before, from(source, 128, beside + "5000").reach(at[1])))
            .is("independent");
        trial.expect("another destination port", dealt_anew(before, from(source, 128, net.loopback(5001)).reach(at[2])))
            .is("independent");
    }
}

CLAIM("udp.balance.hash-4-tuple.wildcard",
      "With SO_REUSEPORT the destination address takes part in the choice among processes bound to the wildcard "
      "address, too.",
      "udp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto beside = beside_loopback(host, net);
        const auto workers = four_workers(host, net, net.any(5000));
        const auto some = flows(client, sources(net, 32));
        const auto before = some.reach(workers);
        trial.contrast("the same four values", dealt_anew(before, some.reach(workers))).is("kept");
        trial.expect("another source port", dealt_anew(before, flows(client, sources(net, 32, 30000)).reach(workers)))
            .is("independent");
        auto elsewhere = sources(net, 32);
        elsewhere.to = beside + "5000";
        trial.expect("another destination address", dealt_anew(before, flows(client, elsewhere).reach(workers)))
            .is("independent");
    }
}

CLAIM("udp.balance.hash-4-tuple.ipv6-prefix",
      "With SO_REUSEPORT the whole of an IPv6 address takes part in the choice: with another prefix alone the process "
      "is chosen anew, be it the source's or the destination's.",
      "udp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(udp6)) {
        auto host = trial.host();
        for (const auto *address : {"fd00:1::1/128", "fd00:2::1/128", "fd00:1::2/128"})
            host.has_address(address);
        auto client = host.actor("client");
        const auto at = groups_at(host, net, {"[fd00:1::1]:5000", "[fd00:2::1]:5000", "[fd00:1::2]:5000"});
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
    }
}

CLAIM("udp.balance.no-duplicates", "With SO_REUSEPORT no unicast datagram is duplicated, and none is lost.",
      "udp.rp-no-duplicates"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto workers = four_workers(host, net, net.any(5000));
        trial.expect("what becomes of 256 datagrams", flows(client, sources(net, 256)).reach(workers).accounted())
            .is("each arrived once");
        if (net.six) continue; // IPv6 knows no broadcast
        const auto broadcast = flows(client, {.from = "127.0.0.1:40001", .to = "127.255.255.255:5000", .each = 64});
        trial.contrast("what becomes of 64 broadcast datagrams", broadcast.reach(workers).accounted())
            .is("64 arrived more than once");
    }
}

CLAIM("udp.balance.per-datagram",
      "With SO_REUSEPORT the unit of distribution is the datagram: those of one source are spread over the processes.",
      "udp.rp-per-datagram"_said, "cmp.rp-distribution"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto five_sources = flows(client, five_times_sixty_four(net));
        auto workers = bound_in_order(host, net, reuse_port, net.any(5000), {"first"});
        trial
            .contrast("whether datagrams of a source part while there is one process",
                      five_sources.reach(workers).steadiness())
            .is("every flow stayed");
        for (const auto &one : bound_in_order(host, net, reuse_port, net.any(5000), {"second", "third", "fourth"}))
            workers.push_back(one);
        trial
            .expect("how many get the datagrams of 32 sources",
                    how_many(flows(client, sources(net, 32)).reach(workers)))
            .is("several");
        // Of 64 datagrams all reach one and the same of four by chance once in 10^37 times.
        trial.expect("whether datagrams of a source part", five_sources.reach(workers).steadiness())
            .is("5 flows changed receiver");
    }
}

CLAIM("udp.balance.per-datagram.stateless",
      "With SO_REUSEPORT a process is chosen for each datagram by itself, where TCP chooses for the connection: the "
      "next datagrams of a flow whose process was killed reach another.",
      "udp.rp-per-datagram"_said, "cmp.rp-distribution"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto stream = tcp_beside(net);
        auto server = socket(host.actor("server"), stream).reuse_port().bind(net.any(8080)).listen();
        auto session = socket(client, stream).connect(net.loopback(8080));
        auto accepted = server.accept();
        auto spare = socket(host.actor("spare"), stream).reuse_port().bind(net.any(8080)).listen();
        server.actor().dies();
        trial.contrast("what a TCP client hears when its process is killed", session.receives()).is("end");

        auto workers = four_workers(host, net, net.any(5000));
        const auto some = flows(client, sources(net, 64));
        const auto before = some.reach(workers);
        workers.front().actor().dies();
        workers.erase(workers.begin());
        const auto after = some.reach(workers);
        trial.expect("what becomes of the next datagrams", after.accounted()).is("each arrived once");
    }
}

namespace {

/// The flows that were not dealt to who left: whether they are with the process they were with; or, when one has
/// joined, with that one.
Seen kept(const Reached &before, const Reached &after, const std::string &left, const std::string &joined = "")
{
    std::uint64_t stayed = 0;
    std::uint64_t moved = 0;
    for (unsigned flow = 0; flow < before.flows(); ++flow) {
        if (before.receiver_of(flow) == left) continue;
        const auto now = after.receiver_of(flow);
        ++(!now.empty() && (now == before.receiver_of(flow) || now == joined) ? stayed : moved);
    }
    Statistic statistic{.name = "flows moved although their process stayed",
                        .value = static_cast<double>(moved),
                        .flows = stayed + moved,
                        .counts = {{"kept", stayed}, {"moved", moved}}};
    return {moved == 0 ? "kept" : "moved", std::move(statistic)};
}

/// "others" unless the owner still gets its flows, or had none.
std::string whose(const std::string &receivers, const std::string &owner)
{
    return receivers == owner + " alone" || receivers == "nobody" ? receivers : "others";
}

} // namespace

CLAIM("udp.balance.affinity-kept.leaving",
      "With SO_REUSEPORT affinity is maintained when one of four processes leaves: the flows of those that stay remain "
      "with them.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said, "guide.affinity"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        std::vector<Actor> processes;
        for (const auto &name : four)
            processes.push_back(host.actor(name));
        for (std::size_t leaver = 0; leaver < four.size(); ++leaver) {
            const auto &name = four[leaver];
            const auto port = 5000 + static_cast<unsigned>(leaver);
            std::vector<Socket> workers;
            for (const auto &process : processes)
                workers.push_back(socket(process, net).reuse_port().bind(net.any(port)));
            // The smallest share that moves together is a twelfth: 320 flows miss it less than once in 10^12 times.
            const auto all = flows(client, {.from = net.loopback(20000), .count = 320, .to = net.loopback(port)});
            const auto before = all.reach(workers);
            workers[leaver].close();
            workers.erase(workers.begin() + static_cast<std::ptrdiff_t>(leaver));
            const auto after = all.reach(workers);

            const auto when = " when the " + name + " leaves";
            trial.contrast("who gets the " + name + "'s flows" + when, whose(after.took_over(before, name), name))
                .is("others");
            trial.expect("the flows of the others" + when, kept(before, after, name)).is("kept");
            for (const auto &worker : workers) {
                const auto &owner = worker.actor().name();
                trial.expect("who gets the " + owner + "'s flows" + when, after.took_over(before, owner))
                    .is(owner + " alone");
            }
        }
    }
}

CLAIM("udp.balance.affinity-kept.leaving-three",
      "With SO_REUSEPORT affinity is maintained when the second of three processes leaves: the flows of the other two "
      "remain with them.",
      "udp.rp-affinity-kept"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        const auto all = flows(host.actor("client"), sources(net, 128));
        const auto workers = bound_in_order(host, net, reuse_port, net.any(5000), {"first", "second", "third"});
        const auto before = all.reach(workers);
        workers[1].close();
        const auto after = all.reach({workers[0], workers[2]});
        trial.contrast("who gets the second's flows", whose(after.took_over(before, "second"), "second")).is("others");
        trial.expect("the flows of the others", kept(before, after, "second")).is("kept");
    }
}

CLAIM("udp.balance.affinity-kept.joining",
      "With SO_REUSEPORT affinity is maintained when a fifth process joins four: each flow remains where it was or "
      "goes to the new one.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto workers = four_workers(host, net, net.any(5000));
        // The smallest share that moves together is a twentieth: 512 flows miss it less than once in 10^11 times.
        const auto all = flows(client, sources(net, 512));
        const auto before = all.reach(workers);
        trial.contrast("who gets datagrams before it joins", before).is("first, second, third and fourth");
        workers.push_back(bound_in_order(host, net, reuse_port, net.any(5000), {"fifth"}).front());
        const auto after = all.reach(workers);
        trial.expect("the flows of the four", kept(before, after, "", "fifth")).is("kept");
        for (const auto &owner : four)
            trial.expect("who gets the " + owner + "'s flows", after.took_over(before, owner))
                .is(any_of({owner + " alone", owner + " and fifth"}));
    }
}

CLAIM("udp.balance.affinity-kept.restarting",
      "With SO_REUSEPORT affinity is maintained when one of four processes is restarted: each flow is with the process "
      "it was with before.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said, "guide.affinity"_said)
{
    for (const auto &net : trial.over(udp4, udp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        for (std::size_t restarted = 0; restarted < four.size(); ++restarted) {
            const auto &name = four[restarted];
            const auto port = 5000 + static_cast<unsigned>(restarted);
            auto workers = bound_in_order(host, net, reuse_port, net.any(port), four);
            const auto all = flows(client, {.from = net.loopback(20000), .count = 96, .to = net.loopback(port)});
            const auto before = all.reach(workers);
            workers[restarted].actor().dies();
            auto others = workers;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(restarted));
            trial
                .contrast("who gets the " + name + "'s flows while it is away",
                          whose(all.reach(others).took_over(before, name), name))
                .is("others");
            workers[restarted] = bound_in_order(host, net, reuse_port, net.any(port), {name}).front();
            const auto after = all.reach(workers);
            trial.expect("the flows of the others when the " + name + " is restarted", kept(before, after, name))
                .is("kept");
            trial.expect("who gets the " + name + "'s flows when it is restarted", after.took_over(before, name))
                .is(name + " alone");
        }
    }
}

namespace {

/// What becomes of the other processes' flows when the second of four connects its socket to a peer of its own.
Seen kept_beside_connected(Trial &trial, const Transport &net, const std::string &endpoint)
{
    auto host = trial.host();
    const auto all = flows(host.actor("client"), sources(net, 128));
    auto workers = four_workers(host, net, endpoint);
    const auto before = all.reach(workers);
    workers[1].connect(net.loopback(40001)).must_stand();
    const auto after = all.reach(workers);
    trial.contrast("who gets the flows of the one that connects", whose(after.took_over(before, "second"), "second"))
        .is("others");
    return kept(before, after, "second");
}

} // namespace

CLAIM("udp.balance.affinity-kept.connecting",
      "With SO_REUSEPORT affinity is maintained when one of four processes that are bound to a specific address "
      "connects its socket to a peer: the flows of the others remain with them.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said)
{
    for (const auto &net : trial.over(udp4, udp6))
        trial.expect("the flows of the others", kept_beside_connected(trial, net, net.loopback(5000))).is("kept");
}

CLAIM("udp.balance.affinity-kept.connecting-wildcard",
      "With SO_REUSEPORT affinity is maintained when one of four processes that are bound to the wildcard address "
      "connects its socket to a peer: the flows of the others remain with them.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said)
{
    for (const auto &net : trial.over(udp4, udp6))
        trial.expect("the flows of the others", kept_beside_connected(trial, net, net.any(5000))).is("kept");
}
