// Processes that share one endpoint, in the order in which they bound it.
//
//     auto workers = bound_in_order(host, udp4, reuse_port, "0.0.0.0:5000", {"first", "second", "third"});
//     workers[1].close();
#pragma once

#include "stage/host.hpp"
#include "stage/socket.hpp"

#include <string>
#include <vector>

namespace suites {

/// A process for each name, bound to this endpoint one after the other.
inline std::vector<stage::Socket> bound_in_order(const stage::Host &host, const stage::Transport &net,
                                                 const stage::Sharing &options, const std::string &endpoint,
                                                 const std::vector<std::string> &names)
{
    std::vector<stage::Socket> sockets;
    for (const auto &name : names)
        sockets.push_back(stage::socket(host.actor(name), net).sharing(options).bind(endpoint));
    return sockets;
}

} // namespace suites
