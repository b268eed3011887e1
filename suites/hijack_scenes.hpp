// What the chapters on hijacking play: a server, an attacker, and who gets the requests.
#pragma once

#include "claim.hpp"

#include <functional>
#include <optional>

namespace suites::hijack_scenes {

/// Enough to see a second receiver: of two that share evenly, one stays without with a probability of 2^-31 < 1e-9.
constexpr unsigned enough = 32;

/// Whether the attacker runs as the user the server runs as.
struct Users {
    std::string_view label;
    std::optional<Uid> server{}, attacker{};
};
constexpr Users same_uid{.label = "same uid"};
constexpr Users another_uid{.label = "another uid", .server = uid(1000), .attacker = uid(1001)};

inline Actor born(const Host &host, const std::string &name, const std::optional<Uid> &user)
{
    return user ? host.actor(name, *user) : host.actor(name);
}

inline std::string uids(Uid user)
{
    const auto number = std::to_string(user.number);
    return "real " + number + " effective " + number + " saved " + number + " fs " + number;
}

struct Cast {
    Host host;
    Actor server, attacker, client;
};

inline Cast cast(suites::Trial &trial, const Users &users)
{
    auto host = trial.host();
    Cast all{.host = host,
             .server = born(host, "server", users.server),
             .attacker = born(host, "attacker", users.attacker),
             .client = host.actor("client")};
    if (users.attacker) {
        trial.premise("the server's user", all.server.asked("identity").text).is(uids(*users.server));
        trial.premise("the attacker's user", all.attacker.asked("identity").text).is(uids(*users.attacker));
    }
    return all;
}

/// The machine of the guide's example: it has the server's address, and its port 80 is open to the attacker.
inline Cast cast_of_the_guide(suites::Trial &trial, const Users &users)
{
    auto all = cast(trial, users);
    if (users.attacker) all.host.set("net.ipv4.ip_unprivileged_port_start", "0");
    return all;
}

using Address = std::string (Transport::*)(unsigned) const;

inline std::string at(const Transport &net, Address address, unsigned port) { return std::invoke(address, net, port); }

struct Places {
    std::string_view label;
    Address server, attacker;
};
constexpr Places both_on_the_wildcard{
    .label = "both on the wildcard", .server = &Transport::any, .attacker = &Transport::any};
constexpr Places both_on_one_address{
    .label = "both on one address", .server = &Transport::loopback, .attacker = &Transport::loopback};
constexpr Places attacker_on_the_wildcard{
    .label = "attacker on the wildcard", .server = &Transport::loopback, .attacker = &Transport::any};
constexpr Places server_on_the_wildcard{
    .label = "server on the wildcard", .server = &Transport::any, .attacker = &Transport::loopback};

inline Socket bound(const Actor &who, const Transport &net, const Sharing &options, const std::string &where)
{
    return socket(who, net).sharing(options).bind(where);
}

/// Ready for requests: a TCP socket listens, a UDP socket is so by being bound.
inline Socket open(const Socket &bound) { return bound.transport().stream ? bound.listen() : bound; }

inline Socket serving(const Actor &who, const Transport &net, const Sharing &options, const std::string &where)
{
    return open(bound(who, net, options, where));
}

/// Those of them that were refused nothing: the others have no part in the port.
inline std::vector<Socket> standing(std::vector<Socket> sockets)
{
    std::erase_if(sockets, [](const auto &one) { return one.outcome() != "ok"; });
    return sockets;
}

/// Who gets the requests that are sent there. A lone receiver leaves no second one to miss.
inline Reached requests(const Actor &client, const std::string &to, const std::vector<Socket> &receivers)
{
    const auto &net = receivers.front().transport();
    const unsigned count = receivers.size() > 1 ? enough : 2;
    return flows(client, {.from = net.loopback(20000), .count = count, .to = to}).reach(receivers);
}

/// The kernel is asked: that a call to set an option was answered well proves nothing.
inline void has_both(suites::Trial &trial, const Socket &one)
{
    trial.premise("SO_REUSEADDR of the " + one.actor().name(), one.option("SO_REUSEADDR")).is("1");
    trial.premise("SO_REUSEPORT of the " + one.actor().name(), one.option("SO_REUSEPORT")).is("1");
}

/// The port is free for the next question.
template <typename... Sockets> void leave(const Sockets &...sockets) { (sockets.close(), ...); }

} // namespace suites::hijack_scenes
