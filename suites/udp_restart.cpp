// Restarting a UDP server: nothing of its predecessor holds the port.

#include "claim.hpp"

CHAPTER(udp_restart, "restart");

using namespace suites;

CLAIM("udp.restart.no-time-wait",
      "A UDP socket that was connected and has exchanged data leaves no TIME_WAIT: its port is free as soon as it is "
      "closed.",
      "tw.udp-none"_said)
{
    const auto exchange_and_close = [](const Socket &server, const Socket &client) {
        client.send("question");
        server.has_input();
        (void)server.receives();
        server.send("answer");
        client.has_input();
        (void)client.receives();
        server.close();
        client.close();
    };
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        auto server = host.actor("server");
        auto heir = host.actor("heir");

        const auto &tcp = net.six ? tcp6 : tcp4;
        auto listener = socket(server, tcp).bind(net.loopback(5000)).listen();
        auto session = socket(client, tcp).bind(net.loopback(45001)).connect(net.loopback(5000));
        exchange_and_close(listener.accept(), session);
        listener.close();
        trial.contrast("after the same over TCP", socket(heir, tcp).bind(net.loopback(5000)))
            .is(bind_denied(EADDRINUSE));

        auto peer = socket(client, net).bind(net.loopback(45001)).connect(net.loopback(5000));
        auto bound = socket(server, net).bind(net.loopback(5000)).connect(net.loopback(45001));
        trial.contrast("while the socket is open", socket(heir, net).bind(net.loopback(5000)))
            .is(bind_denied(EADDRINUSE));
        exchange_and_close(bound, peer);
        trial.expect("once it is closed", socket(heir, net).bind(net.loopback(5000))).is(allowed);
    }
}

CLAIM("udp.restart.at-once",
      "A UDP server restarts at once, with SO_REUSEADDR as well as without, however the old one ended, and receives.",
      "tw.udp-restart"_said, "cmp.ra-restart"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(udp4, udp6)) {
        auto heir = host.actor("heir");
        auto client = socket(host.actor("client"), net).connect(net.loopback(5000));
        for (const auto &options : trial.over(neither, reuse_addr)) {
            for (const auto &ending : trial.over(killed, interrupted, crashed)) {
                auto server = host.actor("server");
                auto old = socket(server, net).sharing(options).bind(net.any(5000));
                client.send("unread");
                old.has_input();
                trial
                    .contrast("a bind without the option while the old server lives",
                              socket(heir, net).bind(net.any(5000)))
                    .is(bind_denied(EADDRINUSE));
                server.dies(ending.signal);
                auto successor = socket(heir, net).sharing(options).bind(net.any(5000));
                trial.expect("the heir restarts", successor).is(allowed);
                client.send("hello");
                trial.expect("what it receives first", successor.receives()).is("got hello");
                successor.close();
            }
        }
    }
}

CLAIM("udp.restart.needs-reuseaddr", "Without SO_REUSEADDR a UDP server cannot restart at once.", "tw.udp-restart"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(udp4, udp6)) {
        auto heir = host.actor("heir");
        auto server = host.actor("server");
        auto old = socket(server, net).reuse_addr().bind(net.any(5000));
        auto client = socket(host.actor("client"), net).connect(net.loopback(5000)).send("unread");
        old.has_input();
        server.dies();
        auto successor = socket(heir, net).reuse_addr().bind(net.any(5000));
        trial.contrast("with the option", successor).is(allowed);
        successor.close();
        trial.expect("without it", socket(heir, net).bind(net.any(5000))).is(bind_denied(EADDRINUSE));
    }
}
