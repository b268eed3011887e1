// TIME_WAIT itself: who holds it, for how long, and what is still to come while it lasts.

#include "restart_scenes.hpp"

CHAPTER(time_wait, "restart");

using namespace suites;
using namespace suites::restart_scenes;

CLAIM(
    "tcp.time-wait.closing-sequence",
    "The side that closes first goes through FIN_WAIT1 and FIN_WAIT2 to TIME_WAIT, where a timer ends the connection.",
    "tw.close-sequence"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto one = connected_by_small_queues(server, client, net);
        one.server.send_bytes(more_than_fits).close();
        trial.contrast("the other side, which has not heard of it", host.states(one.at_client)).is("ESTABLISHED");
        trial.expect("closed, the FIN not yet acknowledged", host.states(one.at_server)).is("FIN_WAIT1");
        trial.premise("the other side reads to the end", one.client.drained()).is("end");
        trial.contrast("the other side, which has read the end", host.states(one.at_client)).is("CLOSE_WAIT");
        one.client.acks_at_once();
        trial.expect("the FIN acknowledged", host.comes_to("FIN_WAIT2", one.at_server)).is("FIN_WAIT2");
        one.client.close();
        trial.expect("closed by the other side too", host.comes_to("TIME_WAIT", one.at_server)).is("TIME_WAIT");
        trial.contrast("the other side, which closed last", host.settles(one.at_client)).is("none");
        trial.expect("what ends it", host.time_left(one.at_server) ? "a timer" : "nothing").is("a timer");
    }
}

CLAIM("tcp.time-wait.first-closer", "TIME_WAIT is held by the side that closes first, be it the server or the client.",
      "tw.who-holds-it"_said, "tw.close-sequence"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto listener = socket(server, net).bind(net.any(web(net))).listen();
        auto one = connected(listener, net.loopback(web(net)), client, client_of(net));
        server_closes_first(host, one);
        trial.expect("the server, when it closes first", host.comes_to("TIME_WAIT", one.at_server)).is("TIME_WAIT");
        trial.contrast("the client, when it closes last", host.settles(one.at_client)).is("none");

        auto other = connected(listener, net.loopback(web(net)), client, client_of(net, 1));
        client_closes_first(host, other);
        trial.expect("the client, when it closes first", host.comes_to("TIME_WAIT", other.at_client)).is("TIME_WAIT");
        trial.contrast("the server, when it closes last", host.settles(other.at_server)).is("none");
    }
}

CLAIM("tcp.time-wait.simultaneous-close",
      "When both sides close before either has seen the other's FIN, both are first closers and both hold TIME_WAIT.",
      "tw.who-holds-it"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto one = connected_by_small_queues(server, client, net);
        one.server.send_bytes(more_than_fits).shut_write();
        one.client.send_bytes(more_than_fits).shut_write();
        trial.contrast("the server while both wait to be read", host.states(one.at_server)).is("FIN_WAIT1");
        trial.contrast("the client while both wait to be read", host.states(one.at_client)).is("FIN_WAIT1");
        trial.premise("the client reads to the end", one.client.drained()).is("end");
        trial.premise("the server reads to the end", one.server.drained()).is("end");
        trial.expect("the server", host.comes_to("TIME_WAIT", one.at_server)).is("TIME_WAIT");
        trial.expect("the client", host.comes_to("TIME_WAIT", one.at_client)).is("TIME_WAIT");
    }
}

CLAIM("tcp.time-wait.beside-server", "When the client sends the first FIN, TIME_WAIT is on the server's side.",
      "tw.who-holds-it"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto listener = socket(server, net).bind(net.any(web(net))).listen();
        auto one = connected(listener, net.loopback(web(net)), client, client_of(net));
        trial.contrast("the server's end before", host.states(one.at_server)).is("ESTABLISHED");
        client_closes_first(host, one);
        trial.premise("the client's end", host.comes_to("TIME_WAIT", one.at_client)).is("TIME_WAIT");
        trial.expect("the server's end", host.settles(one.at_server)).is("TIME_WAIT");
    }
}

CLAIM("tcp.time-wait.one-to-four-minutes", "TIME_WAIT lasts between 60 and 240 seconds.", "tw.length-60-240"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto listener = socket(server, net).bind(net.any(web(net))).listen();
        auto one = connected(listener, net.loopback(web(net)), client, client_of(net));
        const auto length = [&](Clock::time_point before) {
            return length_of_state(host, one.at_server, before, one_to_four_minutes);
        };
        trial.contrast("the open connection", length(Clock::now())).is("no timer runs");
        const auto before = Clock::now();
        server_closes_first(host, one);
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("TIME_WAIT", length(before)).is("60 to 240 s");
    }
}

// The setting is often taken for the length of TIME_WAIT; it is that of a FIN_WAIT2 whose owner has gone.
CLAIM("tcp.time-wait.not-shortened-by-fin-timeout",
      "TIME_WAIT lasts between 60 and 240 seconds, also where tcp_fin_timeout lets FIN_WAIT2 end after 15.",
      "tw.length-60-240"_said)
{
    auto host = trial.host();
    host.set("net.ipv4.tcp_fin_timeout", "15");
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto listener = socket(server, net).bind(net.any(web(net))).listen();
        auto one = connected(listener, net.loopback(web(net)), client, client_of(net));
        const auto length = [&](Clock::time_point before) {
            return length_of_state(host, one.at_server, before, one_to_four_minutes);
        };
        const auto before_the_first = Clock::now();
        // An acknowledgement that comes while close() is at work would leave the socket itself there, with another
        // timer.
        one.server.shut_write();
        hears_of_the_close(host, one.client, one.at_server);
        one.server.close();
        trial.contrast("FIN_WAIT2", length(before_the_first)).is("shorter");
        const auto before_the_last = Clock::now();
        one.client.close();
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("TIME_WAIT", length(before_the_last)).is("60 to 240 s");
    }
}

CLAIM("tcp.time-wait.two-to-four-minutes", "TIME_WAIT lasts between 2 and 4 minutes.", "tw.length-2-4-min"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto listener = socket(server, net).bind(net.any(web(net))).listen();
        auto one = connected(listener, net.loopback(web(net)), client, client_of(net));
        const auto length = [&](Clock::time_point before) {
            return length_of_state(host, one.at_server, before, two_to_four_minutes);
        };
        trial.contrast("the open connection", length(Clock::now())).is("no timer runs");
        const auto before = Clock::now();
        server_closes_first(host, one);
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("TIME_WAIT", length(before)).is("2 to 4 minutes");
    }
}

CLAIM_ON_DEMAND("tcp.time-wait.waited-out",
                "TIME_WAIT, waited for here for some two minutes, ends by itself after 60 to 240 seconds, and a server "
                "without options can restart then and not before.",
                "tw.length-60-240"_said, "tw.close-sequence"_said, "tw.plain-must-wait"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto before = Clock::now();
        const auto old = leave_time_wait(host, server, client, net, neither, web(net));
        const auto after = Clock::now();
        trial.contrast("a restart before", socket(heir, net).bind(net.any(web(net)))).is(bind_denied(EADDRINUSE));
        const auto gone = host.gone(old, one_to_four_minutes.most);
        const auto now = Clock::now();
        trial.expect("a restart after it", socket(heir, net).bind(net.any(web(net))).listen()).is(allowed);
        trial.expect("its length", gone ? held_against(one_to_four_minutes, now - after, now - before) : "longer")
            .is("60 to 240 s");
    }
}

CLAIM("tcp.time-wait.data-not-yet-read",
      "While one side of a connection is in TIME_WAIT, data it sent may still wait in the other side's queue.",
      "tw.article-pending-data"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto listener = socket(server, net).bind(net.any(web(net))).listen();
        const auto come_to_time_wait = [&](const Connection &connection) {
            connection.server.close();
            connection.client.has_input(); // which stays unread, and so is acknowledged by a timer
            host.shows("FIN_WAIT2", connection.at_server);
            connection.client.shut_write();
            host.shows("TIME_WAIT", connection.at_server);
        };
        auto silent = connected(listener, net.loopback(web(net)), client, client_of(net));
        come_to_time_wait(silent);
        trial.contrast("what waits where nothing was sent", silent.client.receives()).is("end");
        auto spoken = connected(listener, net.loopback(web(net)), client, client_of(net, 1));
        spoken.server.send("goodbye");
        come_to_time_wait(spoken);
        trial.expect("what waits where something was sent", spoken.client.receives()).is("got goodbye");
    }
}

CLAIM("tcp.time-wait.closed-on-one-side",
      "A connection is in TIME_WAIT when one side has closed it and data of that side is still on its way.",
      "tw.article-pending-data"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto one = connected_by_small_queues(server, client, net);
        one.server.send_bytes(more_than_fits);
        trial.contrast("open on both sides", host.states(one.at_server)).is("ESTABLISHED");
        one.server.close();
        trial.expect("closed on one side, data on its way", host.states(one.at_server)).is("TIME_WAIT");
        trial.premise("the other side reads to the end", one.client.drained()).is("end");
        one.client.acks_at_once();
        trial.expect("closed on one side, all data read", host.settles(one.at_server)).is("TIME_WAIT");
    }
}
