// What the guide would protect a port by, and from what it does.

#include "hijack_scenes.hpp"
#include "restart_scenes.hpp"

CHAPTER(hijack_protection, "hijack");

using namespace suites;
using namespace suites::hijack_scenes;
using suites::restart_scenes::leave_time_wait;

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

        const auto attack = [&, who = attacker](const char *finding, const Sharing &options, const std::string &where) {
            const auto tried = bound(who, net, options, where);
            trial.expect(finding, tried).is(bind_denied(EADDRINUSE));
            leave(tried);
        };
        attack("with SO_REUSEADDR", reuse_addr, net.loopback(5300));
        attack("with SO_REUSEPORT", reuse_port, net.loopback(5300));
        attack("with both options", both_options, net.loopback(5300));
        attack("on the wildcard", reuse_port, net.any(5300));
        open(served).must_stand();
        const auto late = serving(attacker, net, reuse_port, net.loopback(5300));
        trial.expect("beside a live server", late).is(bind_denied(EADDRINUSE));
        trial.expect("who receives", requests(client, net.loopback(5300), standing({served, late}))).is("server alone");
        leave(served, late);

        auto everywhere = serving(server, net, reuse_port, net.any(5300));
        attack("on one address of a server on the wildcard", reuse_port, net.loopback(5300));
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
        leave_time_wait(host, server, client, net, reuse_addr, port);
        trial
            .contrast("the attacker after a server with SO_REUSEADDR",
                      serving(attacker, net, reuse_addr, net.any(port)))
            .is(allowed);

        leave_time_wait(host, server, client, net, reuse_port, port + 1);
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
