// Restarting a TCP server while its old connections sit in TIME_WAIT.

#include "restart_scenes.hpp"

CHAPTER(tcp_restart, "restart");

using namespace suites;
using namespace suites::restart_scenes;

CLAIM("tcp.restart.plain-refused",
      "Without options a server cannot restart where connections of its predecessor are in TIME_WAIT.",
      "tw.plain-restart-refused"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        has_addresses_of_the_guide(host, net);
        const auto reset = serve_three(host, clients, net, 1);
        for (const auto &connection : reset.connections) {
            connection.client.abort_on_close().close();
            connection.server.has_input();
        }
        stop(reset, killed);
        trial.contrast("after connections that were reset", socket(heir, net).bind(reset.bound).listen()).is(allowed);

        const auto service = serve_three(host, clients, net, 0);
        stop(service, killed);
        for (const auto &connection : service.connections)
            client_closes_in_answer(host, connection);
        trial.premise("the connections", host.comes_to(three("TIME_WAIT"), service.at)).is(three("TIME_WAIT"));
        trial.expect("on the wildcard address", socket(heir, net).bind(service.bound).listen())
            .is(bind_denied(EADDRINUSE));
        trial.expect("on the address of the connections", socket(heir, net).bind(service.at).listen())
            .is(bind_denied(EADDRINUSE));
        trial.contrast("on another address", socket(heir, net).bind(net.loopback(web(net))).listen()).is(allowed);
    }
}

CLAIM("tcp.restart.plain-must-wait",
      "Without options a server must wait between 2 and 4 minutes until it can restart; with SO_REUSEADDR it need not.",
      "tw.plain-must-wait"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto before = Clock::now();
        const auto old = leave_time_wait(host, server, client, net, reuse_addr, web(net));
        const auto wait = [&](const Socket &attempt) -> std::string {
            const bool none = attempt.bind(net.any(web(net))).outcome() == "ok";
            attempt.close();
            return none ? "none" : length_of_state(host, old, before, two_to_four_minutes);
        };
        trial.contrast("the wait with the option", wait(socket(heir, net).reuse_addr())).is("none");
        trial.expect("the wait without", wait(socket(heir, net))).is("2 to 4 minutes");
    }
}

CLAIM("tcp.restart.reuseaddr",
      "With SO_REUSEADDR a server restarts at once although its old connections sit in TIME_WAIT.",
      "tw.ra-restart"_said, "table.ra-time-wait"_said, "table.ra-tcp-purpose"_said, "guide.restart"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto server = host.actor("server");
        auto listener = socket(server, net).reuse_addr().bind(net.any(web(net))).listen();
        auto old = connected(listener, net.loopback(web(net)), client, client_of(net));
        server_closes_first(host, old);
        server.dies();
        host.shows("TIME_WAIT", old.at_server);

        trial.contrast("without the option", socket(heir, net).bind(net.any(web(net)))).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", socket(heir, net).reuse_addr().bind(net.any(web(net))).listen()).is(allowed);
    }
}

CLAIM("tcp.restart.after-crash",
      "After a crash or a termination a server needs SO_REUSEADDR to restart at once, or has to wait.",
      "tw.article-crash"_said, "tw.ra-restart"_said, "cmp.ra-restart"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        unsigned round = 0;
        for (const auto &ending : trial.over(crashed, terminated, killed, interrupted)) {
            const auto port = web(net, round++);
            auto server = host.actor("server");
            auto listener = socket(server, net).reuse_addr().bind(net.any(port)).listen();
            auto old = connected(listener, net.loopback(port), client, client_of(net));
            server.dies(ending.signal);
            client_closes_in_answer(host, old);
            host.shows("TIME_WAIT", old.at_server);
            trial.contrast("without the option", socket(heir, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
            trial.expect("with it", socket(heir, net).reuse_addr().bind(net.any(port)).listen()).is(allowed);
        }
    }
}

CLAIM("tcp.restart.clients-stay",
      "With SO_REUSEADDR a server restarts at once although clients of the old one stay connected: one that was left, "
      "one that has not read all, and one that another process still serves.",
      "cmp.ra-restart"_said, "tw.ra-restart"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto worker = host.actor("worker");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto server = host.actor("server");
        auto listener = socket(server, net).reuse_addr().bind(net.any(web(net))).listen();
        auto left = connected(listener, net.loopback(web(net)), client, client_of(net));
        auto kept = connected(listener, net.loopback(web(net)), client, client_of(net, 1));
        auto still_served = kept.server.passed_to(worker);
        auto slow = socket(client, net).set("SO_RCVBUF", small_queue).bind(client_of(net, 2));
        slow.connect(net.loopback(web(net)));
        listener.accept().send_bytes(more_than_fits);
        server.dies();
        hears_of_the_close(host, left.client, left.at_server);
        trial.premise("the client that has not read all", host.states(net.loopback(web(net)) + "-" + client_of(net, 2)))
            .is("FIN_WAIT1");
        trial.premise("the client that is served", host.states(kept.at_server)).is("ESTABLISHED");
        trial.contrast("without the option", socket(heir, net).bind(net.any(web(net)))).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", socket(heir, net).reuse_addr().bind(net.any(web(net))).listen()).is(allowed);
        still_served.send("served");
        trial.expect("what the served client hears", kept.client.receives()).is("got served");
    }
}

CLAIM(
    "tcp.restart.old-connections-linger",
    "With SO_REUSEADDR the new server listens and serves while the old connection lingers in TIME_WAIT: it is the port "
    "alone that is free again.",
    "tw.ra-old-linger"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto server = host.actor("server");
        auto listener = socket(server, net).reuse_addr().bind(net.any(web(net))).listen();
        auto old = connected(listener, net.loopback(web(net)), client, client_of(net));
        trial.contrast("the old connection while it is used", host.states(old.at_server)).is("ESTABLISHED");
        server.dies();
        client_closes_in_answer(host, old);
        host.shows("TIME_WAIT", old.at_server);
        trial.contrast("the port without the option", socket(heir, net).bind(net.any(web(net))))
            .is(bind_denied(EADDRINUSE));
        auto successor = socket(heir, net).reuse_addr().bind(net.any(web(net))).listen();
        trial.expect("the port with it", successor).is(allowed);
        trial.expect("the old connection while the heir listens", host.states(old.at_server)).is("TIME_WAIT");
        auto fresh = connected(successor, net.loopback(web(net)), client, client_of(net, 1));
        fresh.client.send("hello");
        trial.expect("what the heir hears from a new client", fresh.server.receives()).is("got hello");
        trial.expect("the old connection while the heir serves", host.states(old.at_server)).is("TIME_WAIT");
    }
}

CLAIM("tcp.restart.zero-downtime",
      "When a server with SO_REUSEADDR is stopped and started again at once, none of its clients notices.",
      "tw.ra-zero-downtime"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto arriving = [&](unsigned further, unsigned port) {
            return socket(client, net).bind(client_of(net, further)).connect(net.loopback(port));
        };
        auto server = host.actor("server");
        auto listener = socket(server, net).reuse_addr().bind(net.any(web(net))).listen();
        auto served = connected(listener, net.loopback(web(net)), client, client_of(net));
        auto waiting = arriving(1, web(net));
        trial.contrast("a client that comes to a port nobody has", arriving(2, web(net, 1)))
            .is(connect_denied(ECONNREFUSED));
        server.dies();
        trial.expect("a client that comes between stop and start", arriving(3, web(net))).is(allowed);
        auto successor = socket(heir, net).reuse_addr().bind(net.any(web(net))).listen();
        trial.expect("a client that comes after the start", arriving(4, web(net))).is(allowed);
        trial.expect("what a client hears that was being served", served.client.receives()).is("nothing");
        trial.expect("what a client hears that waited to be accepted", waiting.receives()).is("nothing");
    }
}
