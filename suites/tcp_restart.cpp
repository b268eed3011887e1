// Restarting a TCP server while what its predecessor left still holds the port: TIME_WAIT, whose it is, how long it
// lasts, and what gets past it.

#include "claim.hpp"
#include "words/feature.hpp"

#include <chrono>

CHAPTER(tcp_restart, "restart");

using namespace suites;

namespace {

/// The guide's port, and the next ones; for IPv6 others, because its wildcard address takes in IPv4.
constexpr unsigned web(const Transport &net, unsigned further = 0) { return (net.six ? 8180U : 8080U) + further; }

/// The guide's client A on the loopback, and others like it.
std::string client_of(const Transport &net, unsigned further = 0) { return net.loopback(45001 + further); }

/// A connection in the hands of both sides, and each end as the kernel names it.
struct Connection {
    Socket server, client;
    std::string at_server, at_client;
};

/// A client connects from one address to another, and is accepted there.
Connection connected(const Socket &listener, const std::string &to, const Actor &client, const std::string &from)
{
    const auto session = socket(client, listener.transport()).bind(from).connect(to);
    return {.server = listener.accept(), .client = session, .at_server = to + "-" + from, .at_client = from + "-" + to};
}

/// This side learns that the other has closed, and the other that this one knows. Only then may this one close as well
/// (see acks_at_once()): about once in a thousand closes between two processors there would be no TIME_WAIT.
void hears_of_the_close(const Host &host, const Socket &side, const std::string &other_end)
{
    side.has_input();
    side.acks_at_once();
    host.shows("FIN_WAIT2", other_end);
}

void client_closes_in_answer(const Host &host, const Connection &connection)
{
    hears_of_the_close(host, connection.client, connection.at_server);
    connection.client.close();
}

void server_closes_first(const Host &host, const Connection &connection)
{
    connection.server.close();
    client_closes_in_answer(host, connection);
}

void client_closes_first(const Host &host, const Connection &connection)
{
    connection.client.close();
    hears_of_the_close(host, connection.server, connection.at_client);
    connection.server.close();
}

/// A server with these options closes its only connection, and then stops to listen. Gives its end of the connection.
std::string leave_time_wait(const Host &host, const Actor &server, const Actor &client, const Transport &net,
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
std::string address_of_client(const Transport &net, unsigned number)
{
    return (net.six ? "fd00::" : "192.168.1.") + std::to_string(5 + number);
}

void has_addresses_of_the_guide(const Host &host, const Transport &net)
{
    host.has_own_address(net);
    for (const unsigned number : {0U, 1U, 2U})
        host.has_address(address_of_client(net, number) + (net.six ? "/128" : "/32"));
}

/// Each round has ports of its own: 8080 and 45001 to 45003 the first.
Service serve_three(const Host &host, const Actor &clients, const Transport &net, unsigned round)
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

void stop(const Service &service, const Ending &ending)
{
    if (ending.signal != 0) return service.server.dies(ending.signal);
    for (const auto &connection : service.connections)
        connection.server.close();
    service.listener.close();
}

std::string three(const std::string &state) { return state + "," + state + "," + state; }

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
std::string held_against(const Span &span, Clock::duration at_least, Clock::duration at_most)
{
    if (at_most + lag < span.least) return "shorter";
    if (at_least > span.most) return "longer";
    return std::string(span.words);
}

/// How long the kernel keeps an end of a connection that came into its state after `before`: what is left of its timer
/// is less than the whole; what is left, and what has passed since `before`, is more.
std::string length_of_state(const Host &host, const std::string &where, Clock::time_point before, const Span &span)
{
    const auto left = host.time_left(where);
    if (!left) return "no timer runs";
    return held_against(span, *left, *left + (Clock::now() - before));
}

/// A receive queue, and more than it holds: a part stays with the sender until the other side reads.
constexpr int small_queue = 65536;
constexpr unsigned long more_than_fits = 262144;

/// A connection both of whose queues are small.
Connection connected_by_small_queues(const Actor &server, const Actor &client, const Transport &net)
{
    const auto listener = socket(server, net).set("SO_RCVBUF", small_queue).bind(net.any(web(net))).listen();
    const auto session = socket(client, net).set("SO_RCVBUF", small_queue).bind(client_of(net));
    session.connect(net.loopback(web(net)));
    return {.server = listener.accept(),
            .client = session,
            .at_server = net.loopback(web(net)) + "-" + client_of(net),
            .at_client = client_of(net) + "-" + net.loopback(web(net))};
}

} // namespace

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
        one.server.close();
        hears_of_the_close(host, one.client, one.at_server);
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
            hears_of_the_close(host, connection.client, connection.at_server);
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
            if (attempt.outcome() == "ok") return "none";
            return length_of_state(host, old, before, two_to_four_minutes);
        };
        trial.contrast("the wait with the option", wait(socket(heir, net).reuse_addr().bind(net.any(web(net)))))
            .is("none");
        trial.expect("the wait without", wait(socket(heir, net).bind(net.any(web(net))))).is("2 to 4 minutes");
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
        auto successor = socket(heir, net).reuse_addr().bind(net.any(web(net))).listen();
        trial.expect("the old connection while the heir listens", host.states(old.at_server)).is("TIME_WAIT");
        trial.contrast("the port without the option", socket(heir, net).bind(net.loopback(web(net))))
            .is(bind_denied(EADDRINUSE));
        trial.expect("the port with it", successor).is(allowed);
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

namespace {

/// What the old server had set.
struct Predecessor {
    std::string_view label;
    Sharing options;
};
constexpr Predecessor after_neither{.label = "after neither", .options = neither};
constexpr Predecessor after_reuse_addr{.label = "after SO_REUSEADDR", .options = reuse_addr};
constexpr Predecessor after_reuse_port{.label = "after SO_REUSEPORT", .options = reuse_port};
constexpr Predecessor after_both{.label = "after both", .options = both_options};

bool share_an_option(const Sharing &one, const Sharing &other)
{
    return (one.addr && other.addr) || (one.port && other.port);
}

} // namespace

CLAIM("tcp.restart.option-in-common",
      "A server gets past the TIME_WAIT of its predecessor when one of the two options was set on both their sockets.",
      "tw.ra-restart"_said, "tw.rp-bypass"_said, "tw.both-bypass"_said, "table.ra-time-wait"_said,
      "table.rp-time-wait"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        unsigned round = 0;
        for (const auto &old : trial.over(after_neither, after_reuse_addr, after_reuse_port, after_both)) {
            const auto port = web(net, round++);
            leave_time_wait(host, server, client, net, old.options, port);
            for (const auto &options : {neither, reuse_addr, reuse_port, both_options}) {
                const auto attempt = socket(heir, net).sharing(options).bind(net.any(port)).listen();
                const auto who = "an heir with " + std::string(options.label);
                if (share_an_option(old.options, options)) {
                    trial.expect(who, attempt).is(allowed);
                } else {
                    trial.contrast(who, attempt).is(bind_denied(EADDRINUSE));
                }
                attempt.close();
            }
        }
    }
}

CLAIM("tcp.restart.reuseaddr-on-heir-alone",
      "SO_REUSEADDR on the new server's socket gets it past TIME_WAIT although the old server had not set it.",
      "tw.ra-on-new-socket"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        unsigned round = 0;
        for (const auto &old : trial.over(after_neither, after_reuse_port)) {
            const auto port = web(net, round++);
            leave_time_wait(host, server, client, net, old.options, port);
            trial.contrast("an heir without it", socket(heir, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
            trial.expect("an heir with it", socket(heir, net).reuse_addr().bind(net.any(port)).listen()).is(allowed);
        }
    }
}

CLAIM("tcp.restart.reuseport-on-heir-alone",
      "SO_REUSEPORT on the new server's socket gets it past TIME_WAIT although the old server had not set it.",
      "tw.rp-bypass"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        unsigned round = 0;
        for (const auto &old : trial.over(after_neither, after_reuse_addr)) {
            const auto port = web(net, round++);
            leave_time_wait(host, server, client, net, old.options, port);
            trial.contrast("an heir without it", socket(heir, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
            trial.expect("an heir with it", socket(heir, net).reuse_port().bind(net.any(port)).listen()).is(allowed);
        }
    }
}

CLAIM("tcp.restart.reuseport",
      "With SO_REUSEPORT a server restarts at once although its old connections sit in TIME_WAIT.", "tw.rp-bypass"_said,
      "table.rp-time-wait"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto server = host.actor("server");
        auto listener = socket(server, net).reuse_port().bind(net.any(web(net))).listen();
        auto old = connected(listener, net.loopback(web(net)), client, client_of(net));
        server_closes_first(host, old);
        server.dies();
        host.shows("TIME_WAIT", old.at_server);

        trial.contrast("without the option", socket(heir, net).bind(net.any(web(net)))).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", socket(heir, net).reuse_port().bind(net.any(web(net))).listen()).is(allowed);
    }
}

CLAIM("tcp.restart.reuseport-any-user",
      "With SO_REUSEPORT a server gets past the TIME_WAIT that the server of another user left.", "tw.rp-bypass"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", uid(1000));
    auto client = host.actor("client");
    auto heir = host.actor("heir", uid(1001));
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto attempt = [&] { return socket(heir, net).reuse_port().bind(net.any(web(net))).listen(); };
        auto listener = socket(server, net).reuse_port().bind(net.any(web(net))).listen();
        auto one = connected(listener, net.loopback(web(net)), client, client_of(net));
        trial.contrast("while the old server listens", attempt()).is(bind_denied(EADDRINUSE));
        listener.close();
        trial.contrast("while it still serves a client", attempt()).is(bind_denied(EADDRINUSE));
        server_closes_first(host, one);
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("once TIME_WAIT is all that is left", attempt()).is(allowed);
    }
}

CLAIM("tcp.restart.both",
      "With both options several workers of a server restart at once although old connections sit in TIME_WAIT.",
      "tw.both-bypass"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    auto second_heir = host.actor("second-heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        leave_time_wait(host, server, client, net, both_options, web(net));
        const auto worker = [&](const Actor &actor) {
            return socket(actor, net).sharing(both_options).bind(net.any(web(net))).listen();
        };
        trial.contrast("without the options", socket(heir, net).bind(net.any(web(net)))).is(bind_denied(EADDRINUSE));
        trial.expect("the first worker", worker(heir)).is(allowed);
        trial.expect("the second worker", worker(second_heir)).is(allowed);
    }
}

CLAIM("tcp.restart.beside-live-listener",
      "SO_REUSEADDR on both sockets admits no second listener while the first one listens.",
      "tw.article-listener-unaffected"_said)
{
    auto host = trial.host();
    auto first = host.actor("first");
    auto second = host.actor("second");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        host.has_own_address(net);
        const auto attempt = [&](const std::string &at) { return socket(second, net).reuse_addr().bind(at).listen(); };

        auto wide = socket(first, net).reuse_addr().bind(net.any(web(net))).listen();
        trial.expect("on the wildcard address beside it", attempt(net.any(web(net)))).is(bind_denied(EADDRINUSE));
        trial.expect("on one address beside the wildcard", attempt(net.own(web(net)))).is(bind_denied(EADDRINUSE));
        auto narrow = socket(first, net).reuse_addr().bind(net.own(web(net, 1))).listen();
        trial.expect("on the wildcard beside one address", attempt(net.any(web(net, 1)))).is(bind_denied(EADDRINUSE));
        auto early = socket(first, net).reuse_addr().bind(net.any(web(net, 2)));
        auto late = socket(second, net).reuse_addr().bind(net.any(web(net, 2)));
        early.listen();
        trial.expect("bound before the first one listened", late.listen()).is(listen_denied(EADDRINUSE));
        wide.close();
        trial.contrast("once the first one is closed", attempt(net.any(web(net)))).is(allowed);
    }
}

namespace {

/// From which address to which a server moves by its restart.
struct Move {
    std::string_view label;
    std::string (Transport::*from)(unsigned) const;
    std::string (Transport::*to)(unsigned) const;
};
constexpr Move stays_wide{.label = "wildcard", .from = &Transport::any, .to = &Transport::any};
constexpr Move stays_narrow{.label = "one address", .from = &Transport::own, .to = &Transport::own};
constexpr Move narrows{.label = "wildcard, then one address", .from = &Transport::any, .to = &Transport::own};
constexpr Move widens{.label = "one address, then wildcard", .from = &Transport::own, .to = &Transport::any};

} // namespace

CLAIM("tcp.restart.addresses",
      "SO_REUSEADDR gets a server past TIME_WAIT on the wildcard address and on a specific one, whichever of them the "
      "old server had.",
      "tw.ra-restart"_said, "table.ra-tcp-purpose"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        host.has_own_address(net);
        unsigned round = 0;
        for (const auto &move : trial.over(stays_wide, stays_narrow, narrows, widens)) {
            const auto port = web(net, round++);
            auto listener = socket(server, net).reuse_addr().bind((net.*move.from)(port)).listen();
            auto old = connected(listener, net.own(port), client, client_of(net));
            server_closes_first(host, old);
            listener.close();
            host.shows("TIME_WAIT", old.at_server);
            const auto at = (net.*move.to)(port);
            trial.contrast("without the option", socket(heir, net).bind(at)).is(bind_denied(EADDRINUSE));
            trial.expect("the heir restarts", socket(heir, net).reuse_addr().bind(at).listen()).is(allowed);
        }
    }
}

namespace {

/// Between a server for both IP versions on [::] and one for IPv4 alone.
struct Succession {
    std::string_view label;
    Transport from, to;

    /// 127.0.0.1 as the old server's end of an IPv4 connection has it.
    [[nodiscard]] std::string as_kernel_names(unsigned port) const
    {
        return (from.six ? "[::ffff:127.0.0.1]:" : "127.0.0.1:") + std::to_string(port);
    }
};
constexpr Succession six_to_four{.label = "[::], then 0.0.0.0", .from = tcp6, .to = tcp4};
constexpr Succession four_to_six{.label = "0.0.0.0, then [::]", .from = tcp4, .to = tcp6};

/// A socket whose wildcard address takes in all IP versions it can.
Socket wide_socket(const Actor &actor, const Transport &net)
{
    const auto made = socket(actor, net);
    return net.six ? made.set("IPV6_V6ONLY", 0) : made;
}

} // namespace

CLAIM("tcp.restart.other-ip-version",
      "SO_REUSEADDR gets a server past the TIME_WAIT of an IPv4 connection also when its wildcard address moves from "
      "IPv6 to IPv4, or back.",
      "tw.ra-restart"_said, "table.ra-time-wait"_said)
{
    trial.needs(words::feature::ipv6);
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    unsigned port = 8080;
    for (const auto &turn : trial.over(six_to_four, four_to_six)) {
        auto listener = wide_socket(server, turn.from).reuse_addr().bind(turn.from.any(port)).listen();
        auto session = socket(client, tcp4).bind(client_of(tcp4)).connect(tcp4.loopback(port));
        auto accepted = listener.accept();
        const auto at_server = turn.as_kernel_names(port) + "-" + turn.as_kernel_names(45001);
        server_closes_first(host, {.server = accepted, .client = session, .at_server = at_server, .at_client = ""});
        listener.close();
        host.shows("TIME_WAIT", at_server);
        const auto at = turn.to.any(port++);
        trial.contrast("without the option", wide_socket(heir, turn.to).bind(at)).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", wide_socket(heir, turn.to).reuse_addr().bind(at).listen()).is(allowed);
    }
}

CLAIM("tcp.restart.again-and-again",
      "A server with SO_REUSEADDR can be interrupted and started again over and over, with a client connected each "
      "time.",
      "guide.development"_said, "guide.restart"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        unsigned from = 0;
        for (const char *start : {"the first start", "the second start", "the third start"}) {
            auto server = host.actor("server");
            auto listener = socket(server, net).reuse_addr().bind(net.any(web(net))).listen();
            trial.expect(start, listener).is(allowed);
            auto one = connected(listener, net.loopback(web(net)), client, client_of(net, from++));
            server.dies(SIGINT);
            client_closes_in_answer(host, one);
            host.shows("TIME_WAIT", one.at_server);
        }
        trial.contrast("a start without the option", socket(host.actor("server"), net).bind(net.any(web(net))))
            .is(bind_denied(EADDRINUSE));
    }
}
