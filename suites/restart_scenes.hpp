// What the chapters on TIME_WAIT and restart play: a server, its clients, and how their connections end.
#pragma once

#include "claim.hpp"

#include "words/feature.hpp"
#include <chrono>

namespace suites::restart_scenes {

/// The guide's port, and the next ones; for IPv6 others, because its wildcard address takes in IPv4.
constexpr unsigned web(const Transport &net, unsigned further = 0) { return (net.six ? 8180U : 8080U) + further; }

/// The guide's client A on the loopback, and others like it.
inline std::string client_of(const Transport &net, unsigned further = 0) { return net.loopback(45001 + further); }

/// A connection in the hands of both sides, and each end as the kernel names it.
struct Connection {
    Socket server, client;
    std::string at_server, at_client;
};

/// A client connects from one address to another, and is accepted there.
inline Connection connected(const Socket &listener, const std::string &to, const Actor &client, const std::string &from)
{
    const auto session = socket(client, listener.transport()).bind(from).connect(to);
    return {.server = listener.accept(), .client = session, .at_server = to + "-" + from, .at_client = from + "-" + to};
}

/// This side reads that the other has closed, and the other learns that this one knows. Only then may this one close as
/// well (see acks_at_once()): about once in a thousand closes between two processors there would be no TIME_WAIT.
inline void hears_of_the_close(const Host &host, const Socket &side, const std::string &other_end)
{
    side.sees_end();
    side.acks_at_once();
    host.shows("FIN_WAIT2", other_end);
}

inline void client_closes_in_answer(const Host &host, const Connection &connection)
{
    hears_of_the_close(host, connection.client, connection.at_server);
    connection.client.close();
}

inline void server_closes_first(const Host &host, const Connection &connection)
{
    connection.server.close();
    client_closes_in_answer(host, connection);
}

inline void client_closes_first(const Host &host, const Connection &connection)
{
    connection.client.close();
    hears_of_the_close(host, connection.server, connection.at_client);
    connection.server.close();
}

/// A server with these options closes its only connection, and then stops to listen. Gives its end of the connection.
inline std::string leave_time_wait(const Host &host, const Actor &server, const Actor &client, const Transport &net,
                                   const Sharing &options, unsigned port)
{
    const auto listener = socket(server, net).sharing(options).bind(net.any(port)).listen();
    const auto connection = connected(listener, net.loopback(port), client, client_of(net));
    server_closes_first(host, connection);
    listener.close();
    host.shows("TIME_WAIT", connection.at_server);
    return connection.at_server;
}

/// The guide's picture: a server on the wildcard address, and its clients A, B and C.
struct Service {
    Actor server;
    Socket listener;
    std::string bound; ///< the wildcard address and the port
    std::string at;    ///< the address its clients know it by
    std::vector<Connection> connections;
};

/// 192.168.1.5, 192.168.1.6 and 192.168.1.7, or fd00::5 and so on.
inline std::string address_of_client(const Transport &net, unsigned number)
{
    return (net.six ? "fd00::" : "192.168.1.") + std::to_string(5 + number);
}

inline void has_addresses_of_the_guide(const Host &host, const Transport &net)
{
    host.has_own_address(net);
    for (const unsigned number : {0U, 1U, 2U})
        host.has_address(address_of_client(net, number) + (net.six ? "/128" : "/32"));
}

/// Each round has ports of its own: 8080 and 45001 to 45003 the first.
inline Service serve_three(const Host &host, const Actor &clients, const Transport &net, unsigned round)
{
    const auto port = web(net, round);
    const auto server = host.actor("server");
    Service service{.server = server,
                    .listener = socket(server, net).bind(net.any(port)).listen(),
                    .bound = net.any(port),
                    .at = net.own(port),
                    .connections = {}};
    for (const unsigned number : {0U, 1U, 2U}) {
        const auto address = address_of_client(net, number);
        const auto from = (net.six ? "[" + address + "]" : address) + ":" + std::to_string(45001 + 10 * round + number);
        service.connections.push_back(connected(service.listener, service.at, clients, from));
    }
    return service;
}

/// The process lives on, and closes by itself what an ended one has closed for it.
constexpr Ending orderly{.label = "orderly close", .signal = 0};

inline void stop(const Service &service, const Ending &ending)
{
    if (ending.signal != 0) return service.server.dies(ending.signal);
    for (const auto &connection : service.connections)
        connection.server.close();
    service.listener.close();
}

inline std::string three(const std::string &state) { return state + "," + state + "," + state; }

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

/// A length of time in the words of a document.
struct Span {
    std::string_view words;
    seconds least, most;
};
constexpr Span one_to_four_minutes{.words = "60 to 240 s", .least = seconds(60), .most = seconds(240)};
constexpr Span two_to_four_minutes{.words = "2 to 4 minutes", .least = seconds(120), .most = seconds(240)};

/// The documents count in seconds, the kernel in ticks; on a busy virtual machine those lag behind the clock by many.
constexpr seconds lag{1};

/// Whether a stretch that took so long, at least and at most, can be as long as the document says.
inline std::string held_against(const Span &span, Clock::duration at_least, Clock::duration at_most)
{
    if (at_most + lag < span.least) return "shorter";
    if (at_least > span.most) return "longer";
    return std::string(span.words);
}

/// How long the kernel keeps an end of a connection that came into its state after `before`: what is left of its timer
/// is less than the whole; what is left, and what has passed since `before`, is more.
inline std::string length_of_state(const Host &host, const std::string &where, Clock::time_point before,
                                   const Span &span)
{
    const auto left = host.time_left(where);
    if (!left) return "no timer runs";
    return held_against(span, *left, *left + (Clock::now() - before));
}

/// A receive queue, and more than it holds: a part stays with the sender until the other side reads.
constexpr int small_queue = 65536;
constexpr unsigned long more_than_fits = 262144;

/// A connection both of whose queues are small.
inline Connection connected_by_small_queues(const Actor &server, const Actor &client, const Transport &net)
{
    const auto listener = socket(server, net).set("SO_RCVBUF", small_queue).bind(net.any(web(net))).listen();
    const auto session = socket(client, net).set("SO_RCVBUF", small_queue).bind(client_of(net));
    session.connect(net.loopback(web(net)));
    return {.server = listener.accept(),
            .client = session,
            .at_server = net.loopback(web(net)) + "-" + client_of(net),
            .at_client = client_of(net) + "-" + net.loopback(web(net))};
}

} // namespace suites::restart_scenes
