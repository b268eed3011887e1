// What picks a connection's worker, and what joining and leaving do to the pick.

#include "tcp_balance_scenes.hpp"

CHAPTER(tcp_hash, "affinity");

using namespace suites;
using namespace suites::tcp_balance_scenes;

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
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto other = second_address(host, net) + std::to_string(source);
        auto group = workers(crew, net);
        ask_whether_it_counts(trial, client, group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(other, net.loopback(port)), group);
        leave(group);
    }
}

CLAIM("tcp.balance.hash.source-port",
      "The source port takes part in the pick: another port, all else the same, picks a worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(crew, net);
        ask_whether_it_counts(trial, client, group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(other_source), net.loopback(port)), group);
        leave(group);
    }
}

CLAIM("tcp.balance.hash.destination-address",
      "The destination address takes part in the pick: where the workers listen at the wildcard address, another "
      "address of the server, all else the same, picks a worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto other = second_address(host, net) + std::to_string(port);
        auto group = workers(crew, net);
        ask_whether_it_counts(trial, client, group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(source), other), group);
        leave(group);
    }
}

namespace {

/// The same workers, in the same order, with a further socket each.
Group also_at(const std::vector<Actor> &crew, const Transport &net, const std::string &endpoint)
{
    Group there;
    for (const auto &worker : crew)
        there.push_back(socket(worker, net).reuse_port().bind(endpoint).listen());
    return there;
}

} // namespace

CLAIM("tcp.balance.hash.destination-address.specific",
      "The destination address takes part in the pick: where the workers listen at two addresses by a socket each, the "
      "other address, all else the same, picks a worker anew.",
      "tcp.rp-hash-4-tuple"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto other = second_address(host, net) + std::to_string(port);
        auto here = also_at(crew, net, net.loopback(port));
        auto there = also_at(crew, net, other);
        ask_whether_it_counts(trial, client, here, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(source), other), there);
        leave(here);
        leave(there);
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
    const auto crew = actors(host, four);
    auto here = also_at(crew, tcp6, "[fd01::100]:8080");
    auto there = also_at(crew, tcp6, "[fd02::100]:8080");
    ask_whether_it_counts(trial, host.actor("client"), here, one_to_one(tcp6.loopback(source), "[fd01::100]:8080"),
                          one_to_one(tcp6.loopback(source), "[fd02::100]:8080"), there);
}

CLAIM("tcp.balance.hash.destination-port",
      "The destination port takes part in the pick: where the same workers share a second port, the same client picks "
      "a worker anew there.",
      "tcp.rp-hash-4-tuple"_said)
{
    constexpr unsigned second_port = 8081;
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(crew, net);
        auto at_second_port = also_at(crew, net, net.any(second_port));
        ask_whether_it_counts(trial, client, group, one_to_one(net.loopback(source), net.loopback(port)),
                              one_to_one(net.loopback(source), net.loopback(second_port)), at_second_port);
        leave(group);
        leave(at_second_port);
    }
}

namespace {

// A connection fits a rule that does not hold by chance in one case of two; all of these less than once in 10^9 trials.
constexpr unsigned enough_to_tell_rules_apart = 32;

/// By which rule the index of a worker comes from the hash, as the growth from two workers to four betrays it. With the
/// remainder of a division, who had the first now has the first or the third; with equal stretches of the hash's range
/// in the order of the workers, the first or the second.
std::string rule_behind(const Reached &of_two, const Reached &of_four, const Group &group)
{
    bool unmoved = true;
    bool remainder = true;
    bool stretches = true;
    for (unsigned flow = 0; flow < of_two.flows(); ++flow) {
        const auto before = place_of(group, of_two.receiver_of(flow));
        const auto after = place_of(group, of_four.receiver_of(flow));
        unmoved = unmoved && after == before;
        remainder = remainder && after % 2 == before;
        stretches = stretches && after / 2 == before;
    }
    if (unmoved) return "none: nothing moved";
    if (remainder) return "hash modulo the number of workers";
    return stretches ? "equal stretches of the hash" : "neither";
}

} // namespace

CLAIM("tcp.balance.hash.modulo", "The picked worker's place in the group is the hash modulo the number of workers.",
      "tcp.rp-hash-modulo"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(host, net, 2);
        auto of_two = connections(trial, client, from_port(net, source, enough_to_tell_rules_apart), group);
        auto again = connections(trial, client, from_port(net, source, enough_to_tell_rules_apart), group);
        trial.contrast("the rule seen without growth", rule_behind(of_two, again, group)).is("none: nothing moved");
        joins(group, host, net);
        joins(group, host, net);
        auto of_four = connections(trial, client, from_port(net, source, enough_to_tell_rules_apart), group);
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
    auto host = trial.host();
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto client = host.actor("client");
        auto group = workers(host, net, 4);
        const auto plan = from_port(net, source, enough_to_see_one_leave);
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
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(host, net, 4);
        const auto those_before = group;
        const auto plan = from_port(net, source, enough_to_see_one_join);
        auto before = connections(trial, client, plan, group);
        joins(group, host, net);
        auto elsewhere = connections(trial, client, from_port(net, other_source, enough_to_compare), group);
        auto after = connections(trial, client, plan, group);
        trial.contrast("who comes from another port", picks(before, elsewhere, 5)).is("independent");
        trial.expect("who comes from the same port again", faithful(those_before, before, after))
            .is(each(those_before, "all"));
    }
}
