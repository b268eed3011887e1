// What a TCP server leaves behind when it stops.

#include "restart_scenes.hpp"

CHAPTER(tcp_stop, "restart");

using namespace suites;
using namespace suites::restart_scenes;

CLAIM("tcp.stop.listener",
      "When a server is killed or interrupted, its listening socket is left in TIME_WAIT and keeps the port.",
      "tw.after-stop-listener"_said, "tw.plain-restart-refused"_said)
{
    auto host = trial.host();
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        for (const auto &ending : trial.over(killed, interrupted)) {
            auto server = host.actor("server");
            auto listener = socket(server, net).bind(net.any(web(net))).listen();
            trial.contrast("the listening socket before", host.states(net.any(web(net)))).is("LISTEN");
            server.dies(ending.signal);
            trial.expect("the listening socket after", host.states(net.any(web(net)))).is("TIME_WAIT");
            auto elsewhere = socket(heir, net).bind(net.any(web(net, 1))).listen();
            trial.contrast("a start on a port that nobody had", elsewhere).is(allowed);
            auto restart = socket(heir, net).bind(net.any(web(net))).listen();
            trial.expect("a restart without options", restart).is(bind_denied(EADDRINUSE));
            elsewhere.close();
            restart.close();
        }
    }
}

CLAIM("tcp.stop.clients-close-after",
      "When a server is stopped and its clients close in answer, its connections are left in TIME_WAIT.",
      "tw.after-stop-connections"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    unsigned round = 0;
    for (const auto &net : trial.over(tcp4, tcp6)) {
        has_addresses_of_the_guide(host, net);
        for (const auto &ending : trial.over(killed, interrupted, orderly)) {
            const auto service = serve_three(host, clients, net, round++);
            trial.contrast("before", host.states(service.at)).is(three("ESTABLISHED"));
            stop(service, ending);
            for (const auto &connection : service.connections)
                client_closes_in_answer(host, connection);
            trial.expect("after", host.comes_to(three("TIME_WAIT"), service.at)).is(three("TIME_WAIT"));
        }
    }
}

CLAIM("tcp.stop.clients-stay",
      "When a server is stopped while its clients stay connected, its connections are in TIME_WAIT at once.",
      "tw.after-stop-connections"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    unsigned round = 0;
    for (const auto &net : trial.over(tcp4, tcp6)) {
        has_addresses_of_the_guide(host, net);
        for (const auto &ending : trial.over(killed, interrupted, orderly)) {
            const auto service = serve_three(host, clients, net, round++);
            trial.contrast("before", host.states(service.at)).is(three("ESTABLISHED"));
            stop(service, ending);
            for (const auto &connection : service.connections) {
                connection.client.has_input();
                connection.client.acks_at_once();
            }
            trial.expect("after", host.settles(service.at)).is(three("TIME_WAIT"));
        }
    }
}

CLAIM("tcp.stop.clients-closed-before",
      "When a server is stopped whose clients had closed already, its connections are left in TIME_WAIT and an "
      "immediate restart is refused.",
      "tw.after-stop-connections"_said, "tw.plain-restart-refused"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto heir = host.actor("heir");
    unsigned round = 0;
    for (const auto &net : trial.over(tcp4, tcp6)) {
        has_addresses_of_the_guide(host, net);
        for (const auto &ending : trial.over(killed, interrupted, orderly)) {
            const auto service = serve_three(host, clients, net, round++);
            for (const auto &connection : service.connections) {
                connection.client.close();
                hears_of_the_close(host, connection.server, connection.at_client);
            }
            trial.contrast("before", host.states(service.at)).is(three("CLOSE_WAIT"));
            stop(service, ending);
            trial.expect("after", host.settles(service.at)).is(three("TIME_WAIT"));
            trial.expect("a restart without options", socket(heir, net).bind(service.bound).listen())
                .is(bind_denied(EADDRINUSE));
        }
    }
}

CLAIM("tcp.stop.data-unread",
      "When a server is stopped that has not read all its clients sent, its connections are left in TIME_WAIT and an "
      "immediate restart is refused.",
      "tw.after-stop-connections"_said, "tw.plain-restart-refused"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto heir = host.actor("heir");
    unsigned round = 0;
    for (const auto &net : trial.over(tcp4, tcp6)) {
        has_addresses_of_the_guide(host, net);
        for (const auto &ending : trial.over(killed, interrupted, orderly)) {
            const auto service = serve_three(host, clients, net, round++);
            for (const auto &connection : service.connections) {
                connection.client.send("request");
                connection.server.has_input();
            }
            trial.contrast("before", host.states(service.at)).is(three("ESTABLISHED"));
            stop(service, ending);
            trial.expect("after", host.settles(service.at)).is(three("TIME_WAIT"));
            trial.expect("a restart without options", socket(heir, net).bind(service.bound).listen())
                .is(bind_denied(EADDRINUSE));
        }
    }
}
