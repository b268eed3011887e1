// The sockets of this network namespace as the kernel itself lists them.
//
//     for (const auto &seen : tcp_sockets(AF_INET)) std::puts(seen.text().c_str());
//     // "TIME_WAIT 127.0.0.1:8080 127.0.0.1:45001"
//
// Source: sock_diag(7), linux/inet_diag.h. Works without privileges. Throws Lacking where the kernel has no such view.
#pragma once

#include "words/endpoint.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace actor {

struct SeenSocket {
    std::string state; ///< as tcp(7) and ss(8) name it: LISTEN, ESTABLISHED, TIME_WAIT …
    words::Endpoint local, remote;
    unsigned uid = 0;
    unsigned inode = 0;                   ///< by which /proc/PID/fd names it; 0 when no process holds it
    unsigned receive_queue = 0;           ///< LISTEN: connections that wait to be accepted
    unsigned send_queue = 0;              ///< LISTEN: how many may wait
    bool closing_timer = false;           ///< the timer that ends TIME_WAIT and orphaned FIN_WAIT2 runs
    std::chrono::milliseconds expires{0}; ///< what is left of the running timer

    [[nodiscard]] std::string text() const;
};

/// Every TCP socket of that family, half-open and TIME_WAIT ones included. The kernel goes through its whole table for
/// it, which takes about half a millisecond.
std::vector<SeenSocket> tcp_sockets(int family);

/// Those that listen; spares the kernel the table of connections.
std::vector<SeenSocket> tcp_listeners(int family);

/// Every UDP socket of that family. The queue of one is counted in bytes of memory.
std::vector<SeenSocket> udp_sockets(int family);

/// Those of a transport ("udp4") that are bound there; of TCP, the ones that listen.
std::vector<SeenSocket> bound_at(const std::string &transport, const words::Endpoint &local);

/// What a segment from `remote` to `local` would find, in microseconds: the connection, TIME_WAIT included, or else a
/// listening socket, or nothing.
std::vector<SeenSocket> tcp_connection(const words::Endpoint &local, const words::Endpoint &remote);

} // namespace actor
