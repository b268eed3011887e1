// One port in two network namespaces.

#include "ownership_scenes.hpp"

CHAPTER(isolation, "permissions");

using namespace suites;
using namespace suites::ownership_scenes;

CLAIM("isolation.no-conflict",
      "A network namespace of its own is access control for ports: a port that a server holds there stays free in "
      "every other, whatever user and options, and nobody else can take it in the server's.",
      "sec.protect-port-access"_said)
{
    trial.needs(words::feature::private_hosts);
    auto house = trial.host("house");
    auto server = house.actor("server", owner);
    auto guest = house.actor("guest", stranger);
    auto neighbour = trial.host("next-door").actor("neighbour", stranger);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        shares(server, net, port, both_options).must_stand();
        trial.contrast("a process in the server's namespace", shares(guest, net, port, neither))
            .is(bind_denied(EADDRINUSE));
        trial.expect("a process in another namespace", shares(neighbour, net, port, neither)).is(allowed);
    }
}

CLAIM("isolation.no-delivery",
      "A network namespace of its own is access control for ports: an attacker in another one who binds the server's "
      "port, more specifically than the server does, receives nothing that is sent to the server.",
      "sec.protect-port-access"_said)
{
    trial.needs(words::feature::private_hosts);
    auto house = trial.host("house");
    auto server = house.actor("server");
    auto client = house.actor("client");
    auto intruder = house.actor("intruder");
    auto next_door = trial.host("next-door");
    auto attacker = next_door.actor("attacker");
    auto visitor = next_door.actor("visitor");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        const FlowPlan requests{.from = net.loopback(20000), .count = 8, .to = net.loopback(port)};
        const auto real = shares(server, net, port);
        const auto outside = takes(socket(attacker, net).reuse_port(), net.loopback(port));
        trial
            .expect("who receives what is sent in the server's namespace",
                    flows(client, requests).reach({real, outside}))
            .is("server alone");
        trial
            .expect("who receives what is sent in the attacker's namespace",
                    flows(visitor, requests).reach({real, outside}))
            .is("attacker alone");
        const auto inside = takes(socket(intruder, net).reuse_port(), net.loopback(port));
        trial
            .contrast("who receives beside an attacker in the server's namespace",
                      flows(client, requests).reach({real, inside}))
            .is("intruder alone");
    }
}
