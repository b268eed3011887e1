// What the chapters on real UDP servers play: their own sockets on loan to a crew, and numbered datagrams into them.
#pragma once

#include "udp_balance_scenes.hpp"

#include "stage/daemon.hpp"
#include "stage/loan.hpp"
#include "stage/replies.hpp"

namespace suites::field_udp_scenes {

namespace feature = words::feature;

using udp_balance_scenes::dealt_anew;
using udp_balance_scenes::four;

const std::string all_four = "first, second, third and fourth";

/// A client of each of so many ports, from that one on.
inline FlowPlan clients(unsigned first_port, unsigned count, unsigned to_port, const Transport &net = udp4)
{
    return {.from = net.loopback(first_port), .count = count, .to = net.loopback(to_port)};
}

/// Which of a server's sockets the kernel puts the datagrams of these flows into. The server is stopped meanwhile; who
/// reads them is the crew, each of whom has one of the sockets on loan.
inline Reached dealt_to(const Daemon &server, const Transport &net, const std::vector<Actor> &crew, const Actor &client,
                        const FlowPlan &plan)
{
    const Stopped stopped(server);
    const auto queues = on_loan(server, net, plan.to, crew);
    auto reached = flows(client, plan).reach(queues);
    leave(queues);
    return reached;
}

} // namespace suites::field_udp_scenes
