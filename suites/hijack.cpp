// An attacker who would take a server's port by SO_REUSEADDR or SO_REUSEPORT.

#include "hijack_scenes.hpp"
#include "restart_scenes.hpp"

CHAPTER(hijack, "hijack");

using namespace suites;
using namespace suites::hijack_scenes;
using suites::restart_scenes::leave_time_wait;

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
            trial.expect("who receives", requests(client, net.loopback(8080), standing({stolen, served})))
                .is("attacker alone");
            leave(served, stolen);
        }
    }
}

CLAIM("hijack.reuseaddr.tcp-restart",
      "While a TCP server that had set SO_REUSEADDR is down for a restart, its connections in TIME_WAIT keep no "
      "attacker with SO_REUSEADDR off the port.",
      "cmp.ra-hijack"_said)
{
    auto [host, server, attacker, client] = cast(trial, another_uid);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const unsigned port = net.six ? 8180 : 8080;
        leave_time_wait(host, server, client, net, neither, port);
        trial
            .contrast("the attacker after a server without the option",
                      serving(attacker, net, reuse_addr, net.any(port)))
            .is(bind_denied(EADDRINUSE));

        leave_time_wait(host, server, client, net, reuse_addr, port + 1);
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
