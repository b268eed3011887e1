// What the chapters on UDP groups play: workers on one port, and sources whose datagrams they share.
#pragma once

#include "claim.hpp"

#include "sharers.hpp"

#include "words/feature.hpp"

#include <algorithm>

namespace suites::udp_balance_scenes {

const std::vector<std::string> four{"first", "second", "third", "fourth"};

inline std::vector<Socket> four_workers(const Host &host, const Transport &net, const std::string &endpoint)
{
    return bound_in_order(host, net, reuse_port, endpoint, four);
}

/// So many flows from one address, told apart by their source ports.
inline FlowPlan sources(const Transport &net, unsigned count, unsigned first_port = 20000)
{
    return {.from = net.loopback(first_port), .count = count, .to = net.loopback(5000)};
}

inline FlowPlan five_times_sixty_four(const Transport &net)
{
    return {.from = net.loopback(40001), .count = 5, .to = net.loopback(5000), .each = 64};
}

/// Whether the flows came to the same workers both times, or were dealt out anew: each to the same of four in one case
/// of four.
inline Seen dealt_anew(const Reached &before, const Reached &after)
{
    return independent(flows_that_stayed(before, after), std::min(before.flows(), after.flows()), 1.0 / 4);
}

/// How many processes were reached. Which one it was hangs on a secret of the kernel's and would change from run to
/// run.
inline std::string how_many(const Reached &reached)
{
    const auto counts = reached.counts();
    const auto some = std::count_if(counts.begin(), counts.end(), [](const auto &one) { return one.second > 0; });
    return some == 0 ? "none" : some == 1 ? "one" : "several";
}

/// "others" unless the owner still gets its flows, or had none.
inline std::string whose(const std::string &receivers, const std::string &owner)
{
    return receivers == owner + " alone" || receivers == "nobody" ? receivers : "others";
}

} // namespace suites::udp_balance_scenes
