// What the chapter on multicast plays: the guide's video stream, and the processes that want to receive it.
#pragma once

#include "claim.hpp"

#include <algorithm>

namespace suites::multicast_scenes {

/// The guide's three processes.
const std::vector<std::string> three{"monitor", "logger", "analyzer"};

/// The group the guide's sender sends to; of IPv6, whose groups the guide does not speak of, one for transient use.
inline std::string group(const Transport &net) { return net.six ? "ff15::1" : "239.1.1.1"; }

inline std::string group_at(const Transport &net, unsigned port)
{
    return (net.six ? "[" + group(net) + "]:" : group(net) + ":") + std::to_string(port);
}

/// Lets the host send to the group, and get itself what it sends. IPv4 needs no route where the sender is bound to an
/// address: the kernel takes the device that has it (net/ipv4/route.c, ip_route_output_key_hash_rcu()).
inline void carries_the_group(const Host &host, const Transport &net)
{
    if (net.six) host.has_local_route("ff15::1/128");
}

/// The guide's port. IPv6 has another, for the wildcard addresses of the two versions overlap.
inline unsigned video(const Transport &net) { return net.six ? 5600 : 5000; }

inline std::vector<Actor> actors(const Host &host, const std::vector<std::string> &names)
{
    std::vector<Actor> all;
    all.reserve(names.size());
    for (const auto &name : names)
        all.push_back(host.actor(name));
    return all;
}

/// A socket of each process, which shares the port.
inline std::vector<Socket> sharers(const std::vector<Actor> &processes, const Transport &net, const Sharing &options,
                                   const std::string &endpoint)
{
    std::vector<Socket> sockets;
    sockets.reserve(processes.size());
    for (const auto &process : processes)
        sockets.push_back(socket(process, net).sharing(options).bind(endpoint));
    return sockets;
}

/// The same, each a member of the group.
inline std::vector<Socket> members(const std::vector<Actor> &processes, const Transport &net, const Sharing &options,
                                   const std::string &endpoint)
{
    auto sockets = sharers(processes, net, options, endpoint);
    for (const auto &socket : sockets)
        socket.join(group(net), "lo").must_stand();
    return sockets;
}

/// Only members get what is sent to the group, as the manual has it (ip(7), IP_MULTICAST_ALL; ipv6(7) leaves its twin
/// out). By default it goes to everyone who holds the port.
inline Socket for_members_only(const Socket &socket)
{
    return socket.set(socket.transport().six ? "IPV6_MULTICAST_ALL" : "IP_MULTICAST_ALL", 0);
}

/// 16 datagrams, each from a source of its own: who deals them out would spread them.
inline FlowPlan stream_to(const std::string &endpoint, const Transport &net)
{
    return {.from = net.loopback(40001), .count = 16, .to = endpoint};
}

/// To how many of the receivers the datagrams went, each to one: "none", "one", "several".
inline std::string how_many(const Reached &reached)
{
    if (reached.accounted() != "each arrived once") return reached.accounted();
    const auto counts = reached.counts();
    const auto some = std::count_if(counts.begin(), counts.end(), [](const auto &one) { return one.second > 0; });
    return some == 0 ? "none" : some == 1 ? "one" : "several";
}

/// Which of the receivers got a copy of everything, with how many datagrams each of them got.
inline Seen copies(const Reached &reached)
{
    Statistic statistic{.name = "copies received", .flows = reached.flows(), .counts = reached.counts()};
    for (const auto &[name, count] : statistic.counts)
        statistic.value += static_cast<double>(count);
    return {reached.copies(), std::move(statistic)};
}

} // namespace suites::multicast_scenes
