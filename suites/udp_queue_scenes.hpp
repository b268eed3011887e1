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

inline void give_room(const Room &room, const std::vector<Socket> &sockets)
{
    for (const auto &socket : sockets)
        socket.set("SO_RCVBUF", room.bytes).must_stand();
}

/// Four processes that open sockets as often as they are asked to, on a port that is new each time.
class Crew {
  public:
    explicit Crew(const Host &host)
    {
        for (const auto &name : four)
            processes_.push_back(host.actor(name));
    }

    /// A socket of each, sharing an endpoint, bound in their order.
    [[nodiscard]] std::vector<Socket> binds(const Transport &net, const Sharing &options,
                                            const std::string &endpoint) const
    {
        std::vector<Socket> sockets;
        for (const auto &process : processes_)
            sockets.push_back(socket(process, net).sharing(options).bind(endpoint));
        return sockets;
    }
    [[nodiscard]] std::vector<Socket> binds(const Transport &net, const Sharing &options, const std::string &endpoint,
                                            const Room &room) const
    {
        auto sockets = binds(net, options, endpoint);
        give_room(room, sockets);
        return sockets;
    }
    /// A socket of the first alone, with an endpoint for itself.
    [[nodiscard]] std::vector<Socket> one_binds(const Transport &net, const std::string &endpoint,
                                                const Room &room) const
    {
        const std::vector alone{socket(processes_.front(), net).bind(endpoint)};
        give_room(room, alone);
        return alone;
    }
    [[nodiscard]] const Actor &first() const { return processes_[0]; }
    [[nodiscard]] const Actor &second() const { return processes_[1]; }

  private:
    std::vector<Actor> processes_;
};

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
inline unsigned held_by_one(const Crew &crew, const Actor &client, const Transport &net, const Room &room)
{
    constexpr int least_of_a_datagram = 256; // of the kernel's memory; and it doubles SO_RCVBUF
    const auto more_than_fits = static_cast<unsigned>(std::max(64, 2 * room.bytes / least_of_a_datagram));
    const auto port = ports_of(net) + 9;
    const auto reached =
        flows(client, from_one(net, more_than_fits, port)).burst(crew.one_binds(net, net.any(port), room));
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
