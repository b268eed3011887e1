// What a UDP socket's queue holds, what several hold together, and what is lost.

#include "udp_queue_scenes.hpp"

CHAPTER(udp_queues, "queues");

using namespace suites;
using namespace suites::udp_queue_scenes;
using udp_balance_scenes::how_many;

namespace {

const std::string all_four = "first, second, third and fourth";

struct Load {
    std::string_view label;
    FlowPlan (*plan)(const Transport &net, unsigned count, unsigned to_port);
    unsigned port;
};
constexpr Load one_source{.label = "one source", .plan = from_one, .port = 0};
constexpr Load many_sources{.label = "128 sources", .plan = from_many, .port = 1};

} // namespace

CLAIM("udp.queues.one-overflows",
      "A single UDP socket has one queue of limited size: of a burst it keeps the first datagrams, as many as fit, and "
      "the rest is lost, whether one source sends it or many do.",
      "udp.single-queue-overflows"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    auto process = host.actor("server");
    for (const auto &net : trial.over(udp4, udp6)) {
        for (const auto &load : trial.over(one_source, many_sources)) {
            const auto port = ports_of(net) + load.port;
            const auto burst = flows(client, load.plan(net, 128, port));
            const std::vector server{socket(process, net).bind(net.any(port))};
            trial.contrast("what a burst of 128 does to a queue of the usual size", losses(burst.burst(server)))
                .is("nothing dropped");
            (void)with_room(least, server);
            const auto reached = burst.burst(server);
            trial.expect("what it does to a small queue", losses(reached)).is("overflowed");
            trial.expect("which datagrams that one keeps", reached.kept()).is("the first ones");
            trial.expect("what becomes of them all", reached.sum()).is("received + dropped = sent");
        }
    }
}

CLAIM("udp.queues.read-in-time",
      "The queue of a single UDP socket overflows when it is not read in time: as many datagrams as fit arrive again "
      "and again when it is emptied in between, and once when it is not.",
      "udp.single-queue-overflows"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto room = held_by_one(crew, client, net, least);
        const auto port = ports_of(net);
        const auto server = with_room(least, bound_in_order({crew.front()}, net, neither, net.any(port)));
        std::uint64_t arrived = 0;
        for (unsigned round = 1; round <= 8; ++round)
            arrived += flows(client, from_one(net, room, port)).burst(server).held();
        trial.contrast("how much arrives of eight fillings, the queue emptied after each", times_as_much(arrived, room))
            .is("exactly 8 times as much");
        const auto at_once = flows(client, from_one(net, 8 * room, port)).burst(server);
        trial.expect("how much arrives when it is emptied at the end", times_as_much(at_once.held(), room))
            .is("as much");
    }
}

CLAIM("udp.queues.fourfold",
      "With SO_REUSEPORT the queue is larger in effect: four processes together hold four times what one socket holds, "
      "to the datagram, when many sources send.",
      "udp.rp-larger-queue"_said, "cmp.rp-gain"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = ports_of(net);
        const auto burst_to = [&](unsigned to) { return flows(client, from_many(net, 128, to)); };
        const auto one =
            burst_to(port + 1).burst(with_room(small, bound_in_order({crew.front()}, net, neither, net.any(port + 1))));
        const auto others =
            burst_to(port + 2).burst(with_room(small, bound_in_order(crew, net, reuse_addr, net.any(port + 2))));
        trial.contrast("how much four hold with SO_REUSEADDR", against_one(others, one)).is("as much");
        const auto group = burst_to(port).burst(with_room(small, bound_in_order(crew, net, reuse_port, net.any(port))));
        trial.expect("how much four hold with SO_REUSEPORT", against_one(group, one)).is("exactly 4 times as much");
        for (const auto &[worker, count] : group.counts())
            trial.expect("how much the " + worker + " holds", times_as_much(count, one.held())).is("as much");
        trial.expect("what becomes of 128 datagrams", group.sum()).is("received + dropped = sent");
    }
}

CLAIM("udp.queues.fourfold.one-source",
      "With SO_REUSEPORT the queue is larger in effect, and less is lost, whoever sends: also of what one source sends "
      "four processes hold four times as much as one socket.",
      "udp.rp-larger-queue"_said, "udp.rp-fewer-losses"_said, "cmp.rp-gain"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = ports_of(net);
        const auto burst_to = [&](unsigned to) { return flows(client, from_one(net, 64, to)); };
        const auto one = burst_to(port + 1)
                             .burst(with_room(small, bound_in_order({crew.front()}, net, neither, net.any(port + 1))))
                             .held();
        const auto others =
            burst_to(port + 2).burst(with_room(small, bound_in_order(crew, net, reuse_addr, net.any(port + 2))));
        trial.contrast("how much four hold of it with SO_REUSEADDR", times_as_much(others.held(), one)).is("as much");
        const auto group = burst_to(port).burst(with_room(small, bound_in_order(crew, net, reuse_port, net.any(port))));
        trial.expect("how much four hold of it with SO_REUSEPORT", times_as_much(group.held(), one))
            .is("exactly 4 times as much");
    }
}

CLAIM("udp.queues.fourfold.usable",
      "With SO_REUSEPORT the larger queue is one for all in effect: what many sources send fits while the four queues "
      "together have room for it.",
      "udp.rp-larger-queue"_said, "udp.rp-fewer-losses"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto room = held_by_one(crew, client, net, middling);
        const auto port = ports_of(net);
        const auto alone =
            flows(client, from_many(net, 4 * room, port + 1))
                .burst(with_room(middling, bound_in_order({crew.front()}, net, neither, net.any(port + 1))));
        trial.contrast("what a burst of four fillings does to one socket", losses(alone)).is("overflowed");
        // Dealt by dice, a burst fills four queues evenly less than once in 3000 times: none of three does so less than
        // once in 10^10 times.
        bool overflowed = false;
        for (const unsigned group : {2U, 3U, 4U}) {
            const auto workers = with_room(middling, bound_in_order(crew, net, reuse_port, net.any(port + group)));
            const auto burst = flows(client, from_many(net, 4 * room, port + group)).burst(workers);
            overflowed = overflowed || burst.overflow() == "overflowed";
        }
        trial
            .expect("what three such bursts do to four sockets each",
                    overflowed ? "overflowed early" : "nothing dropped")
            .is("nothing dropped");
    }
}

CLAIM("udp.queues.loss",
      "With SO_REUSEPORT losses are prevented better: of a burst of which one socket loses 15 percent four processes "
      "lose nothing, when many sources send it.",
      "udp.rp-fewer-losses"_said, "perf.udp-loss"_said, "cmp.rp-gain"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto room = held_by_one(crew, client, net, middling);
        const auto count = burst_that_loses(0.15, room);
        const auto port = ports_of(net);
        const auto burst_to = [&](unsigned to) { return flows(client, from_many(net, count, to)); };
        trial.premise("whether it fits into four queues", likely_to_fit(count, room)).is("surely");
        const auto one = burst_to(port + 1).burst(
            with_room(middling, bound_in_order({crew.front()}, net, neither, net.any(port + 1))));
        trial.contrast("what it does to one socket", losses(one)).is("overflowed");
        const auto others =
            burst_to(port + 2).burst(with_room(middling, bound_in_order(crew, net, reuse_addr, net.any(port + 2))));
        trial.contrast("what it does to four with SO_REUSEADDR", losses(others)).is("overflowed");
        const auto group =
            burst_to(port).burst(with_room(middling, bound_in_order(crew, net, reuse_port, net.any(port))));
        trial.expect("what it does to four with SO_REUSEPORT", losses(group)).is("nothing dropped");
        trial.expect("what becomes of it there", group.accounted()).is("each arrived once");
    }
}

CLAIM("udp.queues.loss.guide-load",
      "Four processes with SO_REUSEPORT lose nothing of a burst two and a half times as long as the one of which a "
      "single process loses 15 percent, when many sources send it.",
      "perf.udp-loss"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const auto room = held_by_one(crew, client, udp4, ample);
    const auto count = burst_that_loses(0.15, room);
    const auto longer = count * 5 / 2;
    trial.premise("whether the longer one fits into four queues", likely_to_fit(longer, room)).is("surely");
    const auto one = flows(client, from_one(udp4, count, 5001))
                         .burst(with_room(ample, bound_in_order({crew.front()}, udp4, neither, "0.0.0.0:5001")));
    trial.contrast("what the shorter does to one socket", losses(one)).is("overflowed");
    const auto workers = with_room(ample, bound_in_order(crew, udp4, reuse_port, "0.0.0.0:5000"));
    const auto group = flows(client, from_many(udp4, longer, 5000)).burst(workers);
    trial.expect("what the longer does to four with SO_REUSEPORT", losses(group)).is("nothing dropped");
    trial.expect("what becomes of it there", group.accounted()).is("each arrived once");
}

namespace {

/// 128 datagrams, each of another source, of which the last of these sockets reads none and keeps a few.
Reached last_one_stalls(const Actor &client, const Transport &net, unsigned port, std::vector<Socket> workers)
{
    (void)with_room(least, {workers.back()});
    workers.pop_back();
    return flows(client, from_many(net, 128, port)).reach(workers);
}

std::string drops_of(const Socket &socket) { return socket.newly_dropped() > 0 ? "overflowed" : "nothing dropped"; }

} // namespace

CLAIM("udp.queues.stalled-member",
      "With SO_REUSEPORT each process has a queue of its own: one that stops reading loses datagrams of its own flows "
      "only, and the others lose none.",
      "udp.rp-fewer-losses"_said, "cmp.rp-queue"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = ports_of(net);
        // The newest socket gets it all, so that all is lost with it.
        const auto sharers = bound_in_order(crew, net, reuse_addr, net.any(port + 1));
        trial
            .contrast("who gets 128 flows with SO_REUSEADDR",
                      last_one_stalls(client, net, port + 1, sharers).receiver())
            .is("nobody");
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(port));
        const auto before = flows(client, from_many(net, 128, port)).reach(workers);
        trial.premise("who gets 128 flows with SO_REUSEPORT while all read", before.receiver()).is(all_four);
        const auto during = last_one_stalls(client, net, port, workers);
        for (const std::string owner : {"first", "second", "third"})
            trial.expect("who gets the " + owner + "'s flows", during.took_over(before, owner)).is(owner + " alone");
        trial.expect("who gets the flows of the one that stalls", during.took_over(before, "fourth")).is("nobody");
        trial.expect("what becomes of its queue", drops_of(workers.back())).is("overflowed");
    }
}

CLAIM("udp.queues.stalled-member.shared-socket",
      "With SO_REUSEPORT losses are prevented better than where several processes read one socket: also while one of "
      "them has stopped reading nothing is lost.",
      "udp.rp-fewer-losses"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = ports_of(net);
        const auto to = [&](unsigned which) { return flows(client, from_many(net, 128, which)); };
        const auto read_by_first = socket(crew[0], net).bind(net.any(port + 1));
        const auto read_by_second = read_by_first.passed_to(crew[1]);
        trial
            .premise("128 datagrams to one socket of two, while one of the two does not read",
                     to(port + 1).reach({read_by_second}).accounted())
            .is("each arrived once");
        const auto alone =
            to(port + 2).burst(with_room(least, bound_in_order({crew.front()}, net, neither, net.any(port + 2))));
        trial.contrast("what becomes of them where nobody else reads", losses(alone)).is("overflowed");
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(port));
        (void)last_one_stalls(client, net, port, workers);
        trial.expect("what becomes of them with SO_REUSEPORT", drops_of(workers.back())).is("nothing dropped");
    }
}

CLAIM("udp.queues.many-cores",
      "With SO_REUSEPORT several cores can be used: after a burst four processes have something to read at the same "
      "time, and none of them more than its part.",
      "udp.rp-many-cores"_said, "perf.udp-rate"_said, "cmp.rp-gain"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = ports_of(net);
        const auto burst_to = [&](unsigned to) { return flows(client, from_many(net, 128, to)); };
        const auto sharers = bound_in_order(crew, net, reuse_addr, net.any(port + 1));
        trial.contrast("who has something to read with SO_REUSEADDR", burst_to(port + 1).burst(sharers))
            .is("fourth alone");
        const auto reached = burst_to(port).burst(bound_in_order(crew, net, reuse_port, net.any(port)));
        trial.expect("who has something to read with SO_REUSEPORT", reached).is(all_four);
        trial.expect("what the busiest has to read", busiest(reached.counts())).is("its part");
    }
}

CLAIM("udp.queues.many-cores.one-source",
      "With SO_REUSEPORT several cores can be used for the datagrams of one source too: several processes have some of "
      "them to read.",
      "udp.rp-many-cores"_said, "cmp.rp-gain"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = ports_of(net);
        const auto burst_to = [&](unsigned to) { return flows(client, from_one(net, 128, to)); };
        const auto sharers = bound_in_order(crew, net, reuse_addr, net.any(port + 1));
        trial.contrast("how many have something to read with SO_REUSEADDR", how_many(burst_to(port + 1).burst(sharers)))
            .is("one");
        const auto workers = bound_in_order(crew, net, reuse_port, net.any(port));
        trial.expect("how many have something to read with SO_REUSEPORT", how_many(burst_to(port).burst(workers)))
            .is("several");
    }
}
