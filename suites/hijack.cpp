// An attacker who would take a server's port by SO_REUSEADDR or SO_REUSEPORT, and what keeps him out.

#include "claim.hpp"

#include <functional>
#include <optional>

CHAPTER(hijack, "hijack");

using namespace suites;

namespace {

/// Enough to see a second receiver: of two that share evenly, one stays without with a probability of 2^-31 < 1e-9.
constexpr unsigned enough = 32;

/// Whether the attacker runs as the user the server runs as.
struct Users {
    std::string_view label;
    std::optional<Uid> server{}, attacker{};
};
constexpr Users same_uid{.label = "same uid"};
constexpr Users another_uid{.label = "another uid", .server = uid(1000), .attacker = uid(1001)};

Actor born(const Host &host, const std::string &name, const std::optional<Uid> &user)
{
    return user ? host.actor(name, *user) : host.actor(name);
}

std::string uids(Uid user)
{
    const auto number = std::to_string(user.number);
    return "real " + number + " effective " + number + " saved " + number + " fs " + number;
}

struct Cast {
    Host host;
    Actor server, attacker, client;
};

Cast cast(suites::Trial &trial, const Users &users)
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
Cast cast_of_the_guide(suites::Trial &trial, const Users &users)
{
    auto all = cast(trial, users);
    if (users.attacker) all.host.set("net.ipv4.ip_unprivileged_port_start", "0");
    return all;
}

using Address = std::string (Transport::*)(unsigned) const;

std::string at(const Transport &net, Address address, unsigned port) { return std::invoke(address, net, port); }

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

Socket bound(const Actor &who, const Transport &net, const Sharing &options, const std::string &where)
{
    return socket(who, net).sharing(options).bind(where);
}

/// Ready for requests: a TCP socket listens, a UDP socket is so by being bound.
Socket open(const Socket &bound) { return bound.transport().stream ? bound.listen() : bound; }

Socket serving(const Actor &who, const Transport &net, const Sharing &options, const std::string &where)
{
    return open(bound(who, net, options, where));
}

/// Those of them that were refused nothing: the others have no part in the port.
std::vector<Socket> standing(std::vector<Socket> sockets)
{
    std::erase_if(sockets, [](const auto &one) { return one.outcome() != "ok"; });
    return sockets;
}

/// Who gets the requests that are sent there. A lone receiver leaves no second one to miss.
Reached requests(const Actor &client, const std::string &to, const std::vector<Socket> &receivers)
{
    const auto &net = receivers.front().transport();
    const unsigned count = receivers.size() > 1 ? enough : 2;
    return flows(client, {.from = net.loopback(20000), .count = count, .to = to}).reach(receivers);
}

/// The kernel is asked: that a call to set an option was answered well proves nothing.
void has_both(suites::Trial &trial, const Socket &one)
{
    trial.premise("SO_REUSEADDR of the " + one.actor().name(), one.option("SO_REUSEADDR")).is("1");
    trial.premise("SO_REUSEPORT of the " + one.actor().name(), one.option("SO_REUSEPORT")).is("1");
}

/// The port is free for the next question.
template <typename... Sockets> void leave(const Sockets &...sockets) { (sockets.close(), ...); }

} // namespace

// ---- the guide's example, by its own numbers

CLAIM("hijack.wildcard-first.bind",
      "With SO_REUSEADDR on both, a server binds 192.168.1.100:80 although an attacker has bound 0.0.0.0:80 before; "
      "then both hold the port.",
      "sec.hijack-wildcard-first"_said, "cmp.ra-hijack"_said)
{
    for (const auto &users : trial.over(same_uid, another_uid)) {
        auto [host, server, attacker, client] = cast_of_the_guide(trial, users);
        for (const auto &net : trial.over(tcp4, udp4, tcp6, udp6)) {
            host.has_own_address(net);
            auto held = bound(attacker, net, reuse_addr, net.any(80));
            trial.contrast("without the option", bound(server, net, neither, net.own(80))).is(bind_denied(EADDRINUSE));
            auto also_held = bound(server, net, reuse_addr, net.own(80));
            trial.expect("the server binds", also_held).is(allowed);
            leave(held, also_held);
        }
    }
}

CLAIM("hijack.wildcard-first.tcp-listening",
      "With SO_REUSEADDR on both, a TCP server binds 192.168.1.100:80 although an attacker listens on 0.0.0.0:80.",
      "sec.hijack-wildcard-first"_said, "cmp.ra-hijack"_said)
{
    for (const auto &users : trial.over(same_uid, another_uid)) {
        auto [host, server, attacker, client] = cast_of_the_guide(trial, users);
        for (const auto &net : trial.over(tcp4, tcp6)) {
            host.has_own_address(net);
            auto held = bound(attacker, net, reuse_addr, net.any(80));
            auto early = bound(server, net, reuse_addr, net.own(80));
            trial.premise("the server may bind before the attacker listens", early).is(allowed);
            leave(early);

            held.listen().must_stand();
            trial.contrast("without the option", bound(server, net, neither, net.own(80))).is(bind_denied(EADDRINUSE));
            trial.expect("the server binds", bound(server, net, reuse_addr, net.own(80))).is(allowed);
            leave(held);
        }
    }
}

CLAIM("hijack.split.tcp-attacker-listens-first",
      "When a TCP attacker listens on 0.0.0.0:80 before the server comes to 192.168.1.100:80, requests reach partly "
      "the server, partly the attacker.",
      "sec.hijack-split"_said)
{
    for (const auto &users : trial.over(same_uid, another_uid)) {
        auto [host, server, attacker, client] = cast_of_the_guide(trial, users);
        for (const auto &net : trial.over(tcp4, tcp6)) {
            host.has_own_address(net);
            auto held = bound(attacker, net, reuse_addr, net.any(80));
            auto early = bound(server, net, reuse_addr, net.own(80));
            trial.premise("the server may bind before the attacker listens", early).is(allowed);
            leave(early);

            held.listen().must_stand();
            trial.contrast("requests to the server's address before it comes", requests(client, net.own(80), {held}))
                .is("attacker alone");
            auto late = serving(server, net, reuse_addr, net.own(80));
            const auto both = standing({held, late});
            trial.expect("requests to the server's address", requests(client, net.own(80), both))
                .is(any_of({"server alone", "attacker and server"}));
            trial.expect("requests to another address", requests(client, net.loopback(80), both)).is("attacker alone");
            leave(held, late);
        }
    }
}

CLAIM("hijack.split.tcp-server-listens-first",
      "When a TCP server listens on 192.168.1.100:80 before the attacker who has bound 0.0.0.0:80 does, requests reach "
      "partly the server, partly the attacker.",
      "sec.hijack-split"_said)
{
    auto [host, server, attacker, client] = cast_of_the_guide(trial, same_uid);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        host.has_own_address(net);
        auto held = bound(attacker, net, reuse_addr, net.any(80));
        auto served = serving(server, net, reuse_addr, net.own(80));
        trial
            .contrast("requests to another address while the server alone listens",
                      requests(client, net.loopback(80), {served}))
            .is("refused: ECONNREFUSED");
        trial.expect("the attacker listens too", open(held)).is(allowed);
        const auto both = standing({served, held});
        trial.expect("requests to another address", requests(client, net.loopback(80), both)).is("attacker alone");
        trial.expect("requests to the server's address", requests(client, net.own(80), both)).is("server alone");
        leave(held, served);
    }
}

CLAIM("hijack.split.udp-by-address",
      "Beside a UDP attacker on 0.0.0.0:80 a server on 192.168.1.100:80 gets one part of the machine's requests and "
      "the attacker gets the other.",
      "sec.hijack-split"_said)
{
    for (const auto &users : trial.over(same_uid, another_uid)) {
        auto [host, server, attacker, client] = cast_of_the_guide(trial, users);
        for (const auto &net : trial.over(udp4, udp6)) {
            host.has_own_address(net);
            auto held = bound(attacker, net, reuse_addr, net.any(80));
            trial.contrast("requests to the server's address before it comes", requests(client, net.own(80), {held}))
                .is("attacker alone");
            auto served = bound(server, net, reuse_addr, net.own(80));
            trial.expect("requests to the server's address", requests(client, net.own(80), {held, served}))
                .is("server alone");
            trial.expect("requests to another address", requests(client, net.loopback(80), {held, served}))
                .is("attacker alone");
            leave(held);
            trial
                .contrast("requests to another address without the attacker",
                          requests(client, net.loopback(80), {served}))
                .is("nobody");
            leave(served);
        }
    }
}

CLAIM("hijack.split.udp-one-address",
      "Of the UDP requests to 192.168.1.100:80 some reach the server bound there and some the attacker on 0.0.0.0:80.",
      "sec.hijack-split"_said)
{
    auto [host, server, attacker, client] = cast_of_the_guide(trial, same_uid);
    for (const auto &net : trial.over(udp4, udp6)) {
        host.has_own_address(net);
        auto held = bound(attacker, net, reuse_addr, net.any(80));
        trial.contrast("before the server comes", requests(client, net.own(80), {held})).is("attacker alone");
        auto served = bound(server, net, reuse_addr, net.own(80));
        trial.expect("who receives", requests(client, net.own(80), {held, served})).is("attacker and server");
        leave(held, served);
    }
}

// ---- the risk that comes with SO_REUSEADDR

CLAIM("hijack.reuseaddr.udp-takes-an-address",
      "With SO_REUSEADDR on both, an attacker takes one address away from a UDP server on the wildcard, whichever of "
      "them binds first.",
      "cmp.ra-hijack"_said)
{
    for (const auto &users : trial.over(same_uid, another_uid)) {
        auto [host, server, attacker, client] = cast(trial, users);
        for (const auto &net : trial.over(udp4, udp6)) {
            host.has_own_address(net);
            auto served = bound(server, net, reuse_addr, net.any(5000));
            trial.contrast("requests to the address before the attack", requests(client, net.own(5000), {served}))
                .is("server alone");
            auto stolen = bound(attacker, net, reuse_addr, net.own(5000));
            trial.expect("requests to the address, attacker second", requests(client, net.own(5000), {served, stolen}))
                .is("attacker alone");
            trial.expect("requests to another address", requests(client, net.loopback(5000), {served, stolen}))
                .is("server alone");

            leave(served);
            auto served_again = bound(server, net, reuse_addr, net.any(5000));
            trial
                .expect("requests to the address, attacker first",
                        requests(client, net.own(5000), {served_again, stolen}))
                .is("attacker alone");
            leave(served_again, stolen);
        }
    }
}

CLAIM("hijack.reuseaddr.udp-takes-all",
      "With SO_REUSEADDR on both, an attacker who binds a UDP server's own address after it takes all of its requests.",
      "cmp.ra-hijack"_said)
{
    for (const auto &users : trial.over(same_uid, another_uid)) {
        auto [host, server, attacker, client] = cast(trial, users);
        for (const auto &net : trial.over(udp4, udp6)) {
            for (const auto &places : trial.over(both_on_the_wildcard, both_on_one_address)) {
                auto served = bound(server, net, reuse_addr, at(net, places.server, 5000));
                trial.contrast("before the attack", requests(client, net.loopback(5000), {served})).is("server alone");
                auto stolen = bound(attacker, net, reuse_addr, at(net, places.attacker, 5000));
                trial.expect("who receives", requests(client, net.loopback(5000), {served, stolen}))
                    .is("attacker alone");
                leave(stolen);
                trial.contrast("after the attack", requests(client, net.loopback(5000), {served})).is("server alone");
                leave(served);
            }
        }
    }
}

CLAIM("hijack.reuseaddr.tcp-listening",
      "With SO_REUSEADDR on both, an attacker gets requests of a listening TCP server as he does of a UDP server.",
      "cmp.ra-hijack"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    for (const auto &options : trial.over(reuse_addr, both_options)) {
        for (const auto &net : trial.over(tcp4, tcp6)) {
            for (const auto &places : trial.over(both_on_the_wildcard, both_on_one_address, attacker_on_the_wildcard,
                                                 server_on_the_wildcard)) {
                const auto wanted = at(net, places.attacker, 8080);
                auto served = bound(server, net, options, at(net, places.server, 8080));
                auto early = bound(attacker, net, options, wanted);
                trial.premise("the attacker may bind before the server listens", early).is(allowed);
                leave(early);

                served.listen().must_stand();
                trial.contrast("the attacker binds without an option", bound(attacker, net, neither, wanted))
                    .is(bind_denied(EADDRINUSE));
                auto stolen = bound(attacker, net, options, wanted);
                trial.expect("the attacker binds", stolen).is(allowed);
                const auto both = standing({served, open(stolen)});
                trial.expect("who receives", requests(client, net.loopback(8080), both))
                    .is(any_of({"attacker alone", "server and attacker"}));
                leave(served, stolen);
            }
        }
    }
}

CLAIM("hijack.reuseaddr.tcp-before-listen",
      "Between bind and listen of a TCP server with SO_REUSEADDR, an attacker with it takes the port: he listens, and "
      "the server cannot.",
      "cmp.ra-hijack"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    for (const auto &options : trial.over(reuse_addr, both_options)) {
        for (const auto &net : trial.over(tcp4, tcp6)) {
            auto served = bound(server, net, options, net.any(8080));
            trial.contrast("the attacker listens without the option", serving(attacker, net, neither, net.any(8080)))
                .is(bind_denied(EADDRINUSE));
            auto stolen = serving(attacker, net, options, net.any(8080));
            trial.expect("the attacker listens", stolen).is(allowed);
            trial.expect("the server listens", open(served)).is(listen_denied(EADDRINUSE));
            trial.expect("who receives", requests(client, net.loopback(8080), {stolen})).is("attacker alone");
            leave(served, stolen);
        }
    }
}

namespace {

/// The server has served, closed first, and is gone; its old connection is in TIME_WAIT.
void serve_and_die(const Host &host, const Actor &server, const Actor &client, const Transport &net,
                   const Sharing &options, unsigned port)
{
    auto listener = serving(server, net, options, net.any(port));
    auto session = socket(client, net).bind(net.loopback(45001)).connect(net.loopback(port)).acks_at_once();
    listener.accept().close();
    host.shows("FIN_WAIT2", net.loopback(port) + "-" + net.loopback(45001));
    session.sees_end();
    leave(session, listener);
    host.shows("TIME_WAIT", net.loopback(port) + "-" + net.loopback(45001));
}

} // namespace

CLAIM("hijack.reuseaddr.tcp-restart",
      "While a TCP server that had set SO_REUSEADDR is down for a restart, its connections in TIME_WAIT keep no "
      "attacker with SO_REUSEADDR off the port.",
      "cmp.ra-hijack"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const unsigned port = net.six ? 8180 : 8080;
        serve_and_die(host, server, client, net, neither, port);
        trial
            .contrast("the attacker after a server without the option",
                      serving(attacker, net, reuse_addr, net.any(port)))
            .is(bind_denied(EADDRINUSE));

        serve_and_die(host, server, client, net, reuse_addr, port + 1);
        auto stolen = serving(attacker, net, reuse_addr, net.any(port + 1));
        trial.expect("the attacker listens", stolen).is(allowed);
        trial.expect("the server restarts", serving(server, net, reuse_addr, net.any(port + 1)))
            .is(bind_denied(EADDRINUSE));
        trial.expect("who receives", requests(client, net.loopback(port + 1), {stolen})).is("attacker alone");
    }
}

CLAIM("hijack.both-options.udp",
      "With both options on both, an attacker of another uid gets all requests to a UDP server's own address when he "
      "binds it at the right moment, before the server or after it.",
      "cmp.ra-hijack"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    for (const auto &net : trial.over(udp4, udp6)) {
        auto served = bound(server, net, both_options, net.any(5000));
        trial.contrast("before the attack", requests(client, net.loopback(5000), {served})).is("server alone");
        auto stolen = bound(attacker, net, both_options, net.any(5000));
        has_both(trial, served);
        has_both(trial, stolen);
        const auto second = requests(client, net.loopback(5000), {served, stolen}).outcome();
        leave(served);
        auto served_again = bound(server, net, both_options, net.any(5000));
        const auto first = requests(client, net.loopback(5000), {served_again, stolen}).outcome();
        trial
            .expect("who receives",
                    std::string("attacker first: ").append(first).append("; attacker second: ").append(second))
            .is(any_of({"attacker first: attacker alone; attacker second: server alone",
                        "attacker first: server alone; attacker second: attacker alone"}));

        leave(served_again, stolen);
    }
}

CLAIM("hijack.both-options.udp-takes-an-address",
      "With both options on both, an attacker of another uid takes one address away from a UDP server on the "
      "wildcard.",
      "cmp.ra-hijack"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    for (const auto &net : trial.over(udp4, udp6)) {
        auto served = bound(server, net, both_options, net.any(5000));
        trial.contrast("before the attack", requests(client, net.loopback(5000), {served})).is("server alone");
        auto stolen = bound(attacker, net, both_options, net.loopback(5000));
        has_both(trial, served);
        has_both(trial, stolen);
        trial.expect("who receives", requests(client, net.loopback(5000), {served, stolen})).is("attacker alone");
        leave(served, stolen);
    }
}

CLAIM("hijack.both-options.same-uid",
      "With both options on both, an attacker of the server's own uid joins a live server's port and gets a share of "
      "its requests.",
      "cmp.ra-hijack"_said)
{
    const auto people = cast(trial, same_uid);
    for (const auto &net : trial.over(tcp4, udp4, tcp6, udp6)) {
        const auto joined_with = [&](const Sharing &options) {
            auto served = serving(people.server, net, options, net.any(5000));
            auto joining = serving(people.attacker, net, options, net.any(5000));
            auto reached = requests(people.client, net.loopback(5000), standing({served, joining}));
            leave(served, joining);
            return reached;
        };
        trial.contrast("who receives with neither option", joined_with(neither)).is("server alone");
        trial.expect("who receives", joined_with(both_options)).is("server and attacker");
    }
}

// ---- what the guide would protect by

CLAIM("hijack.protect.specific-address-udp",
      "A UDP server bound to its specific address loses none of its requests to an attacker on the wildcard, whoever "
      "of them comes first.",
      "sec.protect-specific"_said)
{
    auto [host, server, attacker, client] = cast(trial, same_uid);
    for (const auto &net : trial.over(udp4, udp6)) {
        auto on_wildcard = bound(server, net, reuse_addr, net.any(8080));
        auto beside = bound(attacker, net, reuse_addr, net.any(8080));
        trial.contrast("a server on the wildcard", requests(client, net.loopback(8080), {on_wildcard, beside}))
            .is("attacker alone");
        leave(on_wildcard, beside);

        auto served = bound(server, net, reuse_addr, net.loopback(8080));
        auto attack = bound(attacker, net, reuse_addr, net.any(8080));
        trial.expect("attacker second", requests(client, net.loopback(8080), {served, attack})).is("server alone");
        leave(served);
        auto served_again = bound(server, net, reuse_addr, net.loopback(8080));
        trial.expect("attacker first", requests(client, net.loopback(8080), {served_again, attack})).is("server alone");
        leave(served_again, attack);
    }
}

CLAIM("hijack.protect.specific-address-udp-same",
      "A UDP server bound to its specific address loses none of its requests to an attacker who binds that address "
      "too.",
      "sec.protect-specific"_said)
{
    auto [host, server, attacker, client] = cast(trial, same_uid);
    for (const auto &net : trial.over(udp4, udp6)) {
        auto on_wildcard = bound(server, net, reuse_addr, net.any(8080));
        auto beside = bound(attacker, net, reuse_addr, net.any(8080));
        trial.contrast("a server on the wildcard", requests(client, net.loopback(8080), {on_wildcard, beside}))
            .is("attacker alone");
        leave(on_wildcard, beside);

        auto served = bound(server, net, reuse_addr, net.loopback(8080));
        auto attack = bound(attacker, net, reuse_addr, net.loopback(8080));
        trial.expect("who receives", requests(client, net.loopback(8080), standing({served, attack})))
            .is("server alone");
        leave(served, attack);
    }
}

CLAIM("hijack.protect.specific-address-tcp",
      "A TCP server bound to its specific address cannot be kept from its requests by an attacker who listens on the "
      "wildcard first.",
      "sec.protect-specific"_said)
{
    auto [host, server, attacker, client] = cast(trial, same_uid);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto on_wildcard = bound(server, net, reuse_addr, net.any(8080));
        auto ahead = serving(attacker, net, reuse_addr, net.any(8080));
        trial.contrast("a server on the wildcard listens after him", open(on_wildcard)).is(listen_denied(EADDRINUSE));
        leave(on_wildcard, ahead);

        auto served = bound(server, net, reuse_addr, net.loopback(8080));
        auto attack = serving(attacker, net, reuse_addr, net.any(8080));
        trial.expect("a server that has bound listens after him", open(served)).is(allowed);
        leave(served);
        auto late = serving(server, net, reuse_addr, net.loopback(8080));
        trial.expect("a server that comes after him starts", late).is(allowed);
        trial.expect("who receives", requests(client, net.loopback(8080), standing({attack, late}))).is("server alone");
        leave(late, attack);
    }
}

CLAIM("hijack.protect.reuseport-other-uid",
      "An attacker of another uid is refused the port of a server with SO_REUSEPORT, whatever he sets and wherever he "
      "binds, even before a TCP server listens.",
      "sec.protect-rp"_said, "sec.protect-permissions"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    auto insider = host.actor("insider", *another_uid.server);
    for (const auto &net : trial.over(tcp4, udp4, tcp6, udp6)) {
        auto shared = bound(server, net, reuse_addr, net.loopback(5300));
        auto beside = bound(attacker, net, reuse_addr, net.loopback(5300));
        trial.contrast("the attacker beside a server with SO_REUSEADDR", beside).is(allowed);
        leave(shared, beside);

        auto served = bound(server, net, reuse_port, net.loopback(5300));
        auto joining = bound(insider, net, reuse_port, net.loopback(5300));
        trial.contrast("an attacker of the server's uid", joining).is(allowed);
        leave(joining);

        const auto attack = [&, who = attacker](const Sharing &options, const std::string &where) {
            return bound(who, net, options, where);
        };
        trial.expect("with SO_REUSEADDR", attack(reuse_addr, net.loopback(5300))).is(bind_denied(EADDRINUSE));
        trial.expect("with SO_REUSEPORT", attack(reuse_port, net.loopback(5300))).is(bind_denied(EADDRINUSE));
        trial.expect("with both options", attack(both_options, net.loopback(5300))).is(bind_denied(EADDRINUSE));
        trial.expect("on the wildcard", attack(reuse_port, net.any(5300))).is(bind_denied(EADDRINUSE));
        open(served).must_stand();
        trial.expect("beside a live server", attack(reuse_port, net.loopback(5300))).is(bind_denied(EADDRINUSE));
        trial.expect("who receives", requests(client, net.loopback(5300), {served})).is("server alone");
        leave(served);

        auto everywhere = serving(server, net, reuse_port, net.any(5300));
        trial.expect("on one address of a server on the wildcard", attack(reuse_port, net.loopback(5300)))
            .is(bind_denied(EADDRINUSE));
        leave(everywhere);
    }
}

CLAIM("hijack.protect.reuseport-attacker-first",
      "With SO_REUSEPORT instead of SO_REUSEADDR a server comes to its address although an attacker of another uid "
      "has the wildcard.",
      "sec.protect-rp"_said)
{
    auto [host, server, attacker, client] = cast_of_the_guide(trial, another_uid);
    for (const auto &net : trial.over(tcp4, udp4, tcp6, udp6)) {
        host.has_own_address(net);
        auto held = serving(attacker, net, reuse_port, net.any(80));
        auto accomplice = bound(attacker, net, reuse_port, net.own(80));
        trial.premise("the attacker would let his own user in", accomplice).is(allowed);
        leave(accomplice);

        trial.contrast("the server without the option", bound(server, net, neither, net.own(80)))
            .is(bind_denied(EADDRINUSE));
        auto late = serving(server, net, reuse_port, net.own(80));
        trial.expect("the server starts", late).is(allowed);
        trial.expect("requests to its address", requests(client, net.own(80), standing({held, late})))
            .is("server alone");
        leave(held, late);
    }
}

CLAIM("hijack.protect.reuseport-tcp-restart",
      "With SO_REUSEPORT instead of SO_REUSEADDR a TCP server's connections in TIME_WAIT keep an attacker of another "
      "uid off its port during a restart.",
      "sec.protect-rp"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const unsigned port = net.six ? 8180 : 8080;
        serve_and_die(host, server, client, net, reuse_addr, port);
        trial
            .contrast("the attacker after a server with SO_REUSEADDR",
                      serving(attacker, net, reuse_addr, net.any(port)))
            .is(allowed);

        serve_and_die(host, server, client, net, reuse_port, port + 1);
        auto stolen = serving(attacker, net, reuse_port, net.any(port + 1));
        trial.expect("the attacker listens", stolen).is(bind_denied(EADDRINUSE));
        auto restarted = serving(server, net, reuse_port, net.any(port + 1));
        trial.expect("the server restarts", restarted).is(allowed);
        trial
            .expect("who receives after the restart",
                    requests(client, net.loopback(port + 1), standing({restarted, stolen})))
            .is("server alone");
    }
}

namespace {

/// The server binds, the attacker binds and listens, and only then the server listens.
Reached contested(const Cast &cast, const Transport &net, const Sharing &options, const Places &places)
{
    auto served = bound(cast.server, net, options, at(net, places.server, 8080));
    auto attack = serving(cast.attacker, net, options, at(net, places.attacker, 8080));
    (void)open(served);
    auto reached = requests(cast.client, net.loopback(8080), standing({served, attack}));
    leave(served, attack);
    return reached;
}

} // namespace

CLAIM("hijack.protect.reuseport-same-uid",
      "SO_REUSEPORT instead of SO_REUSEADDR keeps an attacker of the server's own uid from its requests.",
      "sec.protect-rp"_said)
{
    const auto people = cast(trial, same_uid);
    for (const auto &net : trial.over(tcp4, udp4, tcp6, udp6)) {
        trial
            .contrast("on the server's address, with SO_REUSEADDR",
                      contested(people, net, reuse_addr, both_on_one_address))
            .is("attacker alone");
        trial.expect("on the server's address", contested(people, net, reuse_port, both_on_one_address))
            .is("server alone");
        trial
            .expect("on one address of the server's wildcard",
                    contested(people, net, reuse_port, server_on_the_wildcard))
            .is("server alone");
    }
}

CLAIM("hijack.protect.other-uid-reuseaddr",
      "A server with SO_REUSEADDR that runs as a user of its own keeps its requests from an attacker of another uid.",
      "sec.protect-permissions"_said)
{
    auto people = cast(trial, another_uid);
    auto insider = people;
    insider.attacker = people.host.actor("attacker", *another_uid.server);
    for (const auto &net : trial.over(tcp4, udp4, tcp6, udp6)) {
        trial.contrast("an attacker of the server's uid", contested(insider, net, reuse_addr, both_on_one_address))
            .is("attacker alone");
        trial.expect("on the server's address", contested(people, net, reuse_addr, both_on_one_address))
            .is("server alone");
        trial
            .expect("on one address of the server's wildcard",
                    contested(people, net, reuse_addr, server_on_the_wildcard))
            .is("server alone");
    }
}
