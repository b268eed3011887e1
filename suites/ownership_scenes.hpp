// What the chapters on users play: processes that ask for a port somebody holds.
#pragma once

#include "claim.hpp"

#include "words/feature.hpp"
#include <algorithm>

namespace suites::ownership_scenes {

constexpr Uid root = uid(0);
constexpr Uid owner = uid(1000);
constexpr Uid stranger = uid(1001);

/// This port, or its neighbour: the wildcard addresses of the two IP versions overlap, so each needs a port of its own.
/// TCP's and UDP's never meet.
inline unsigned apart(const Transport &net, unsigned port) { return net.six ? port + 1 : port; }

/// Takes the port: bound, and listening where there is such a thing.
inline Socket takes(const Socket &socket, const std::string &endpoint)
{
    const auto bound = socket.bind(endpoint);
    return socket.transport().stream ? bound.listen() : bound;
}

inline Socket shares(const Actor &actor, const Transport &net, unsigned at, const Sharing &options = reuse_port)
{
    return takes(socket(actor, net).sharing(options), net.any(at));
}

/// Takes on another effective uid, from whichever it has; for actors born as root.
inline void becomes(const Actor &actor, Uid user)
{
    actor.does("seteuid", "0");
    actor.does("seteuid", std::to_string(user.number));
}

/// Who of those that hold the port gets what is sent to it, and what got lost.
inline std::string who_receives(const Actor &client, const Transport &net, unsigned at,
                                const std::vector<Socket> &holders)
{
    std::vector<Socket> standing;
    std::copy_if(holders.begin(), holders.end(), std::back_inserter(standing),
                 [](const auto &holder) { return holder.outcome() == "ok"; });
    if (standing.empty()) return "nobody";
    // Chance leaves one of two equal receivers out once in 10^9 trials: 2 (1/2)^31.
    constexpr unsigned enough_for_each_of_two = 31;
    // A lone receiver leaves no second one to miss.
    const unsigned count = standing.size() > 1 ? enough_for_each_of_two : 2;
    const FlowPlan plan{.from = net.loopback(20000), .count = count, .to = net.loopback(at)};
    const auto reached = flows(client, plan).reach(standing);
    const auto fate = reached.accounted();
    return reached.receiver() + (fate == "each arrived once" ? "" : ", " + fate);
}

} // namespace suites::ownership_scenes
