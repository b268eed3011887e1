// How a SO_REUSEPORT group shares out datagrams.

#include "udp_balance_scenes.hpp"

#include <set>

CHAPTER(udp_balance, "affinity");

using namespace suites;
using namespace suites::udp_balance_scenes;

CLAIM("udp.balance.workers",
      "With SO_REUSEPORT on each of them four processes bind one UDP port, and each of them gets datagrams.",
      "table.rp-multi-process"_said, "table.rp-udp-purpose"_said, "guide.workers"_said)
{
    auto host = trial.host();
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
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

        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        for (const auto &worker : workers)
            trial.expect("the " + worker.actor().name() + " process binds", worker).is(allowed);
        // Fair dice pass over one of four in 128 throws less than once in 10^15 times.
        trial.expect("who gets datagrams of 128 sources", flows(first, sources(net, 128)).reach(workers))
            .is("first, second, third and fourth");
        leave(workers);
    }
}

CLAIM("udp.balance.even", "With SO_REUSEPORT the datagrams of many sources are spread evenly over four processes.",
      "udp.rp-even"_said, "table.rp-balancing"_said, "table.rp-udp-purpose"_said, "guide.workers"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto sharers = bound_in_order(crew, net, reuse_addr, net.any(5001));
        const auto to_them = flows(client, {.from = net.loopback(40001), .count = 32, .to = net.loopback(5001)});
        trial.contrast("how 32 sources are spread with SO_REUSEADDR", even(to_them.reach(sharers).counts()))
            .is("fourth alone");
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        const auto many = flows(client, sources(net, enough_to_weigh(workers.size())));
        trial.expect("how many sources are spread", even(many.reach(workers).counts())).is("even");
        leave(workers);
        leave(sharers);
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
        const auto many = flows(client, sources(udp4, enough_to_weigh(group.workers)));
        trial.expect("how many sources are spread", even(many.reach(workers).counts())).is("even");
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
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto sharers = bound_in_order(crew, net, reuse_addr, net.any(5001));
        const auto to_them = flows(client, {.from = net.loopback(40001), .count = 32, .to = net.loopback(5001)});
        trial.contrast("how 32 sources are spread with SO_REUSEADDR", even(to_them.reach(sharers).counts()))
            .is("fourth alone");
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
        trial.expect("whether four get one each", one_each(flows(client, sources(net, 960)).reach(workers)))
            .is("always");
        leave(workers);
        leave(sharers);
    }
}

CLAIM("udp.balance.even.beside-connected",
      "With SO_REUSEPORT datagrams are spread evenly also while two of four processes have connected their sockets "
      "to peers: the other two get equal shares of what comes from elsewhere.",
      "udp.rp-even"_said, "table.rp-balancing"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
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
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
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
        const auto workers_on = [&](const Host &host) { return four_workers(host, net, net.any(5000)); };
        auto host = trial.host();
        auto client = host.actor("client");
        const auto workers = workers_on(host);
        const auto here = flows(client, sources(net, 32)).reach(workers);
        trial
            .contrast("other flows on the same host",
                      dealt_anew(here, flows(client, sources(net, 32, 30000)).reach(workers)))
            .is("independent");
        auto other_host = trial.host("other-host");
        const auto there = flows(other_host.actor("client"), sources(net, 32)).reach(workers_on(other_host));
        trial.expect("the same flows on another host", dealt_anew(here, there)).is("kept");
    }
}
