// Processes that share one endpoint, in the order in which they bound it.
//
//     auto workers = bound_in_order(host, udp4, reuse_port, "0.0.0.0:5000", {"first", "second", "third"});
//     workers[1].close();
//
// Processes that play several rounds are made once, and leave the port after each:
//
//     const auto crew = actors(host, {"first", "second", "third"});
//     for (const auto &net : trial.over(udp4, udp6)) {
//         auto workers = bound_in_order(crew, net, reuse_port, net.any(5000));
//         …
//         leave(workers);
//     }
#pragma once

#include "stage/host.hpp"
#include "stage/socket.hpp"

#include <string>
#include <vector>

namespace suites {

/// A process for each name.
inline std::vector<stage::Actor> actors(const stage::Host &host, const std::vector<std::string> &names)
{
    std::vector<stage::Actor> all;
    all.reserve(names.size());
    for (const auto &name : names)
        all.push_back(host.actor(name));
    return all;
}

/// A socket of each process, bound to this endpoint one after the other.
inline std::vector<stage::Socket> bound_in_order(const std::vector<stage::Actor> &processes,
                                                 const stage::Transport &net, const stage::Sharing &options,
                                                 const std::string &endpoint)
{
    std::vector<stage::Socket> sockets;
    sockets.reserve(processes.size());
    for (const auto &process : processes)
        sockets.push_back(stage::socket(process, net).sharing(options).bind(endpoint));
    return sockets;
}

/// A process for each name, bound to this endpoint one after the other: each asks when the one before it has its port.
inline std::vector<stage::Socket> bound_in_order(const stage::Host &host, const stage::Transport &net,
                                                 const stage::Sharing &options, const std::string &endpoint,
                                                 const std::vector<std::string> &names)
{
    return bound_in_order(actors(host, names), net, options, endpoint);
}

/// Their endpoint is free again.
inline void leave(const std::vector<stage::Socket> &sockets)
{
    for (const auto &socket : sockets)
        socket.close();
}

} // namespace suites
