// What the claims on UDP queues play: sockets with short queues, and bursts that nobody reads until they are over.
#pragma once

#include "udp_balance_scenes.hpp"

#include <cmath>

namespace suites::udp_queue_scenes {

using udp_balance_scenes::four;

/// The length of a receive queue as SO_RCVBUF sets it.
struct Room {
    int bytes;
};
inline constexpr Room least{.bytes = 1};        // the kernel makes it its least: two to four datagrams
inline constexpr Room small{.bytes = 2048};     // four or five
inline constexpr Room middling{.bytes = 24576}; // some 60
inline constexpr Room ample{.bytes = 180000};   // some 450

/// The same sockets, each with this much room in its queue.
inline std::vector<Socket> with_room(const Room &room, const std::vector<Socket> &sockets)
{
    for (const auto &socket : sockets)
        socket.set("SO_RCVBUF", room.bytes).must_stand();
    return sockets;
}

/// Ports for the sockets of a round, so that none is in the way of the next round's.
inline unsigned ports_of(const Transport &net) { return net.six ? 6000 : 5000; }

/// Many datagrams, each from a port of its own; or as many from one port.
inline FlowPlan from_many(const Transport &net, unsigned count, unsigned to_port)
{
    return {.from = net.loopback(20000), .count = count, .to = net.loopback(to_port)};
}
inline FlowPlan from_one(const Transport &net, unsigned count, unsigned to_port)
{
    return {.from = net.loopback(20000), .to = net.loopback(to_port), .each = count};
}

/// How many datagrams a queue with this room holds: it is filled until it overflows. Throws Unmet when it does not.
inline unsigned held_by_one(const std::vector<Actor> &crew, const Actor &client, const Transport &net, const Room &room)
{
    constexpr int least_of_a_datagram = 256; // of the kernel's memory; and it doubles SO_RCVBUF
    const auto more_than_fits = static_cast<unsigned>(std::max(64, 2 * room.bytes / least_of_a_datagram));
    const auto port = ports_of(net) + 9;
    const auto reached = flows(client, from_one(net, more_than_fits, port))
                             .burst(with_room(room, bound_in_order({crew.front()}, net, neither, net.any(port))));
    if (reached.overflow() != "overflowed") throw Unmet("a burst to one socket", "overflowed", reached.outcome());
    return static_cast<unsigned>(reached.held());
}

/// Whether anything was lost, with how much of it.
inline Seen losses(const Reached &reached, double chance_to_lose = 0)
{
    const std::uint64_t arrived = reached.held();
    const std::uint64_t sent = arrived + reached.lost();
    constexpr double percent = 100;
    Statistic statistic{.name = "percent lost",
                        .value = percent * static_cast<double>(reached.lost()) / static_cast<double>(sent),
                        .false_alarm = chance_to_lose,
                        .flows = reached.flows(),
                        .counts = {{"arrived", arrived}, {"lost", reached.lost()}}};
    return {reached.overflow(), std::move(statistic)};
}

/// What each of four holds when it is full, against one alone. False alarms: one of the four is not filled.
inline Seen against_one(const Reached &group, const Reached &one)
{
    auto seen = times_as_much(group.held(), one.held());
    if (!seen.statistic) return seen;
    seen.statistic->flows = group.flows();
    seen.statistic->false_alarm = chance_of_fewer(one.held(), group.flows(), four.size());
    return seen;
}

/// Whether so many datagrams, each dealt by itself, fit into the queues of four as surely as claims have to hold.
inline Seen likely_to_fit(unsigned datagrams, unsigned room_of_each)
{
    const auto chance = chance_of_more(room_of_each, datagrams, four.size());
    Statistic statistic{.name = "datagrams",
                        .value = static_cast<double>(datagrams),
                        .bound = static_cast<double>(four.size()) * room_of_each,
                        .false_alarm = chance,
                        .flows = datagrams,
                        .counts = {}};
    return {chance <= false_alarm ? "surely" : "not surely", std::move(statistic)};
}

/// The shortest burst of which a queue loses this part.
inline unsigned burst_that_loses(double part, unsigned room)
{
    return static_cast<unsigned>(std::ceil(room / (1 - part)));
}

} // namespace suites::udp_queue_scenes
