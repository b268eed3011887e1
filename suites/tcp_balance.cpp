// How SO_REUSEPORT spreads TCP connections over the sockets of a group, and what a client may count on.

#include "claim.hpp"
#include "words/feature.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

CHAPTER(tcp_balance, "affinity");

using namespace suites;

namespace {

constexpr std::array places{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"};
constexpr unsigned port = 8080;
constexpr unsigned source = 20000;
constexpr unsigned other_source = 30000;

// Chance leaves one of four workers without any of 77 connections once in 10^9 trials: 4 (3/4)^77.
constexpr unsigned enough_for_each_of_four = 77;

// A worker with twice the share of each other passes for an equal one less than once in a thousand trials, in groups of
// up to eight.
constexpr unsigned enough_to_weigh = 1250;

// By far enough that a pick made anew cannot pass for one that was kept, nor a kept one for a new one.
constexpr unsigned enough_to_compare = 32;

// When a group of four loses or gains a worker, the rarest thing that happens to a connection happens to one in twenty.
// That none of 450 would show it has a probability of 10^-10.
constexpr unsigned enough_to_see_all_that_moves = 450;

const Expected one_worker_alone = any_of({"first alone", "second alone", "third alone", "fourth alone"});

/// The workers of one group, in the order in which they began to listen, each a process with a socket of its own.
using Group = std::vector<Socket>;

void joins(Group &group, const Host &host, const Transport &net)
{
    group.push_back(socket(host.actor(places.at(group.size())), net).reuse_port().bind(net.any(port)).listen());
}

Group workers(const Host &host, const Transport &net, std::size_t count)
{
    Group group;
    while (group.size() < count)
        joins(group, host, net);
    return group;
}

/// The process of the worker at this place ends; the others stay as they are.
void leaves(Group &group, std::size_t place)
{
    group.at(place).actor().dies();
    group.erase(group.begin() + static_cast<Group::difference_type>(place));
}

FlowPlan from_port(const Transport &net, unsigned first, unsigned count)
{
    return {.from = net.loopback(first), .count = count, .to = net.loopback(port)};
}

Reached connections(Trial &trial, const Actor &client, const FlowPlan &plan, const Group &group)
{
    auto reached = flows(client, plan).reach(group);
    trial.premise("every connection is accepted once", reached.accounted()).is("each arrived once");
    return reached;
}

/// How connections are spread over a group of so many; a worker that has not come yet gets none.
Seen spread(const Reached &reached, std::size_t over)
{
    auto counts = reached.counts();
    while (counts.size() < over)
        counts.emplace_back(places.at(counts.size()), 0);
    return even(counts);
}

/// Whether connections were given to the workers that those before them had been given to, one by one. Of two groups,
/// where one has grown or shrunk, `workers` is the size of the larger one.
Seen picks(const Reached &before, const Reached &after, std::size_t workers)
{
    return independent(flows_that_stayed(before, after), std::min(before.flows(), after.flows()),
                       1.0 / static_cast<double>(workers));
}

} // namespace

CLAIM("tcp.balance.each-binds",
      "With SO_REUSEPORT each of four processes binds and listens on one port by itself, and all of them get "
      "connections.",
      "tcp.rp-each-binds"_said, "table.rp-multi-process"_said, "table.rp-tcp-purpose"_said, "guide.workers"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto group = workers(host, net, 3);
        auto other = host.actor("other");
        trial.contrast("a fourth without it", socket(other, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
        trial.contrast("a fourth with SO_REUSEADDR instead", socket(other, net).reuse_addr().bind(net.any(port)))
            .is(bind_denied(EADDRINUSE));
        joins(group, host, net);
        trial.expect("a fourth with it", group.back()).is(allowed);
        auto reached = connections(trial, host.actor("client"), from_port(net, source, enough_for_each_of_four), group);
        trial.expect("who gets connections", reached.receiver()).is("first, second, third and fourth");
    }
}

CLAIM("tcp.balance.even",
      "The kernel spreads many connections evenly over the sockets of a SO_REUSEPORT group, and does so before any "
      "worker accepts one.",
      "tcp.rp-even"_said, "table.rp-balancing"_said, "table.rp-tcp-purpose"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto group = workers(host, net, 1);
        auto unshared = connections(trial, client, from_port(net, source, enough_to_compare), group);
        trial.contrast("while one of the four is there", spread(unshared, 4)).is("first alone");
        while (group.size() < 4)
            joins(group, host, net);
        auto shared = connections(trial, client, from_port(net, source, enough_to_weigh), group);
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
        auto shared = connections(trial, client, from_port(tcp4, source, enough_to_weigh), group);
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
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto group = workers(host, net, 4);
        auto reached = connections(trial, host.actor("client"), from_port(net, source, 240), group);
        trial.contrast("all of them together", spread(reached, 4)).is("even");
        trial.expect("any four in a row", handfuls_shared_out(reached)).is("each of the four gets one");
    }
}

namespace {

std::size_t place_of(const Group &group, const std::string &name)
{
    const auto found =
        std::find_if(group.begin(), group.end(), [&](const auto &worker) { return worker.actor().name() == name; });
    return static_cast<std::size_t>(found - group.begin());
}

std::string arrival(const Socket &from, const Socket &to, const std::string &text)
{
    (void)from.send(text);
    return to.receives() == "got " + text ? "at the worker that accepted it" : "elsewhere";
}

} // namespace

CLAIM("tcp.balance.per-connection",
      "What a SO_REUSEPORT group shares out is connections: each is accepted by one worker, and what it carries goes "
      "there even when other workers join and leave.",
      "tcp.rp-per-connection"_said, "cmp.rp-distribution"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
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
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto group = workers(host, net, 4);
        auto first = connections(trial, client, from_port(net, source, enough_to_compare), group);
        auto elsewhere = connections(trial, client, from_port(net, other_source, enough_to_compare), group);
        auto again = connections(trial, client, from_port(net, source, enough_to_compare), group);
        trial.contrast("from another port", picks(first, elsewhere, 4)).is("independent");
        trial.expect("from the same port", picks(first, again, 4)).is("kept");
    }
}

namespace {

/// An address beside loopback's own that needs no privilege where IP has one; to be had once on a host.
std::string second_address(const Host &host, const Transport &net)
{
    if (!net.six) return "127.0.0.2:";
    host.has_own_address(net);
    return "[fd00::100]:";
}

FlowPlan one_to_one(const std::string &from, const std::string &to)
{
    return {.from = from, .count = enough_to_compare, .to = to};
}

} // namespace

CLAIM("tcp.balance.same-client",
      "All connections of one client, whatever ports they come from, reach the same worker of a SO_REUSEPORT group.",
      "tcp.rp-same-client"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto group = workers(host, net, 4);
        const auto neighbour = second_address(host, net) + std::to_string(source);
        auto reached = connections(trial, client, from_port(net, source, enough_for_each_of_four), group);
        auto of_neighbour = connections(trial, client, one_to_one(neighbour, net.loopback(port)), group);
        trial.contrast("connections of another client", picks(reached, of_neighbour, 4)).is("independent");
        trial.expect("who gets the connections of one", reached.receiver()).is(one_worker_alone);
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

namespace {

/// Where a value takes part in the pick, changing it picks anew. A value that is merely added to what was hashed moves
/// a connection only where it crosses a bound between two workers' shares, one in some ten million: that is no pick.
Seen picked(const Reached &before, const Reached &after, std::size_t workers)
{
    constexpr std::uint64_t crossed_by_accident = 2;
    auto seen = picks(before, after, workers);
    const bool kept = flows_that_stayed(before, after) + crossed_by_accident >= before.flows();
    seen.text = kept ? "as before" : seen.text == "independent" ? "anew" : "related to before";
    return seen;
}

/// The same connections, the same again, and changed in one of the four values.
void ask_whether_it_counts(Trial &trial, const Actor &client, const Group &group, const FlowPlan &plan,
                           const FlowPlan &changed, const std::vector<Socket> &who_gets_the_changed)
{
    auto first = connections(trial, client, plan, group);
    auto again = connections(trial, client, plan, group);
    auto other = connections(trial, client, changed, who_gets_the_changed);
    trial.contrast("the same four values again", picked(first, again, group.size())).is("as before");
    trial.expect("one of them changed", picked(first, other, group.size())).is("anew");
}

} // namespace

CLAIM("tcp.balance.hash.source-address",
      "The source address takes part in the pick: another address, all else the same, picks a worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        const auto other = second_address(host, net) + std::to_string(source);
        auto group = workers(host, net, 4);
        ask_whether_it_counts(trial, host.actor("client"), group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(other, net.loopback(port)), group);
    }
}

CLAIM("tcp.balance.hash.source-port",
      "The source port takes part in the pick: another port, all else the same, picks a worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto group = workers(host, net, 4);
        ask_whether_it_counts(trial, host.actor("client"), group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(other_source), net.loopback(port)), group);
    }
}

CLAIM("tcp.balance.hash.destination-address",
      "The destination address takes part in the pick: where the workers listen at the wildcard address, another "
      "address of the server, all else the same, picks a worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        const auto other = second_address(host, net) + std::to_string(port);
        auto group = workers(host, net, 4);
        ask_whether_it_counts(trial, host.actor("client"), group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(source), other), group);
    }
}

namespace {

/// The same workers, in the same order, with a further socket each.
Group also_at(const Group &group, const std::string &endpoint)
{
    Group there;
    for (const auto &worker : group)
        there.push_back(socket(worker.actor(), worker.transport()).reuse_port().bind(endpoint).listen());
    return there;
}

} // namespace

CLAIM("tcp.balance.hash.destination-address.specific",
      "The destination address takes part in the pick: where the workers listen at two addresses by a socket each, the "
      "other address, all else the same, picks a worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        const auto other = second_address(host, net) + std::to_string(port);
        auto everywhere = workers(host, net, 4);
        auto here = also_at(everywhere, net.loopback(port));
        auto there = also_at(everywhere, other);
        ask_whether_it_counts(trial, host.actor("client"), here, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(source), other), there);
    }
}

CLAIM("tcp.balance.hash.destination-address.whole",
      "An IPv6 destination address takes part in the pick as a whole: one that differs in its first bits alone picks a "
      "worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    trial.needs(words::feature::ipv6);
    auto host = trial.host();
    host.has_address("fd01::100/128");
    host.has_address("fd02::100/128");
    auto everywhere = workers(host, tcp6, 4);
    auto here = also_at(everywhere, "[fd01::100]:8080");
    auto there = also_at(everywhere, "[fd02::100]:8080");
    ask_whether_it_counts(trial, host.actor("client"), here, one_to_one(tcp6.loopback(source), "[fd01::100]:8080"),
                          one_to_one(tcp6.loopback(source), "[fd02::100]:8080"), there);
}

CLAIM("tcp.balance.hash.destination-port",
      "The destination port takes part in the pick: where the same workers share a second port, the same client picks "
      "a worker anew there.",
      "tcp.rp-hash-4-tuple"_said)
{
    constexpr unsigned second_port = 8081;
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto group = workers(host, net, 4);
        auto at_second_port = also_at(group, net.any(second_port));
        ask_whether_it_counts(trial, host.actor("client"), group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(source), net.loopback(second_port)), at_second_port);
    }
}

namespace {

/// By which rule the index of a worker comes from the hash, as the growth from two workers to four betrays it. With the
/// remainder of a division, who had the first now has the first or the third; with equal stretches of the hash's range
/// in the order of the workers, the first or the second.
std::string rule_behind(const Reached &of_two, const Reached &of_four, const Group &group)
{
    bool unmoved = true;
    bool remainder = true;
    bool stretches = true;
    for (unsigned flow = 0; flow < of_two.flows(); ++flow) {
        const auto two = place_of(group, of_two.receiver_of(flow));
        const auto four = place_of(group, of_four.receiver_of(flow));
        unmoved = unmoved && four == two;
        remainder = remainder && four % 2 == two;
        stretches = stretches && four / 2 == two;
    }
    if (unmoved) return "none: nothing moved";
    if (remainder) return "hash modulo the number of workers";
    return stretches ? "equal stretches of the hash" : "neither";
}

} // namespace

CLAIM("tcp.balance.hash.modulo", "The picked worker's place in the group is the hash modulo the number of workers.",
      "tcp.rp-hash-modulo"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto group = workers(host, net, 2);
        auto of_two = connections(trial, client, from_port(net, source, enough_to_compare), group);
        auto again = connections(trial, client, from_port(net, source, enough_to_compare), group);
        trial.contrast("the rule seen without growth", rule_behind(of_two, again, group)).is("none: nothing moved");
        joins(group, host, net);
        joins(group, host, net);
        auto of_four = connections(trial, client, from_port(net, source, enough_to_compare), group);
        trial.expect("the rule seen in growing from two workers to four", rule_behind(of_two, of_four, group))
            .is("hash modulo the number of workers");
    }
}

namespace {

/// Of the connections that each of these workers had, how many came to it again: "first all, second some, third none".
Seen faithful(const Group &group, const Reached &before, const Reached &after)
{
    std::string text;
    Statistic statistic;
    statistic.name = "connections that found their worker again";
    statistic.false_alarm = false_alarm;
    statistic.flows = before.flows();
    for (const auto &worker : group) {
        const auto &name = worker.actor().name();
        std::uint64_t had = 0;
        std::uint64_t kept = 0;
        for (unsigned flow = 0; flow < before.flows(); ++flow) {
            if (before.receiver_of(flow) != name) continue;
            ++had;
            if (after.receiver_of(flow) == name) ++kept;
        }
        text += (text.empty() ? "" : ", ") + name + (kept == had ? " all" : kept == 0 ? " none" : " some");
        statistic.value += static_cast<double>(kept);
        statistic.bound += static_cast<double>(had);
        statistic.counts.emplace_back(name, kept);
    }
    return {text, std::move(statistic)};
}

std::string each(const Group &group, const std::string &quantity)
{
    std::string text;
    for (const auto &worker : group)
        text += (text.empty() ? "" : ", ") + worker.actor().name() + " " + quantity;
    return text;
}

/// Four workers, of whom one leaves: which clients of the other three find their worker again.
void one_of_four_leaves(Trial &trial, std::size_t place)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto group = workers(host, net, 4);
        const auto plan = from_port(net, source, enough_to_see_all_that_moves);
        auto before = connections(trial, client, plan, group);
        leaves(group, place);
        auto elsewhere = connections(trial, client, from_port(net, other_source, enough_to_compare), group);
        auto after = flows(client, plan).reach(group);
        trial.contrast("who comes from another port", picks(before, elsewhere, 4)).is("independent");
        trial.expect("who comes from the same port again", faithful(group, before, after)).is(each(group, "all"));
        trial.expect("every client finds some worker", after.accounted()).is("each arrived once");
    }
}

} // namespace

CLAIM("tcp.balance.leaving.first",
      "When the first of four workers leaves, every client of the other three reaches its worker again from the same "
      "port.",
      "tcp.rp-same-client"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    one_of_four_leaves(trial, 0);
}

CLAIM("tcp.balance.leaving.middle",
      "When the second of four workers leaves, every client of the other three reaches its worker again from the same "
      "port.",
      "tcp.rp-same-client"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    one_of_four_leaves(trial, 1);
}

CLAIM("tcp.balance.leaving.last",
      "When the last of four workers leaves, every client of the other three reaches its worker again from the same "
      "port.",
      "tcp.rp-same-client"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    one_of_four_leaves(trial, 3);
}

CLAIM("tcp.balance.joining",
      "When a fifth worker joins four, every client reaches its worker again from the same port.",
      "tcp.rp-same-client"_said, "cmp.rp-affinity"_said, "guide.affinity"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto group = workers(host, net, 4);
        const auto four = group;
        const auto plan = from_port(net, source, enough_to_see_all_that_moves);
        auto before = connections(trial, client, plan, group);
        joins(group, host, net);
        auto elsewhere = connections(trial, client, from_port(net, other_source, enough_to_compare), group);
        auto after = connections(trial, client, plan, group);
        trial.contrast("who comes from another port", picks(before, elsewhere, 5)).is("independent");
        trial.expect("who comes from the same port again", faithful(four, before, after)).is(each(four, "all"));
    }
}
