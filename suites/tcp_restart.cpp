// Restarting a TCP server while what its predecessor left still holds the port: TIME_WAIT, whose it is, how long it
// lasts, and what gets past it.

#include "claim.hpp"
#include "words/feature.hpp"

#include <chrono>
#include <csignal>

CHAPTER(tcp_restart, "restart");

using namespace suites;

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

/// A connection in the hands of both sides, and each end as the kernel names it.
struct Connection {
    Socket server, client;
    std::string at_server, at_client;
};

Connection connected(const Socket &listener, const std::string &to, const Actor &client, const std::string &from)
{
    auto session = socket(client, listener.transport()).bind(from).connect(to);
    return {.server = listener.accept(), .client = session, .at_server = to + "-" + from, .at_client = from + "-" + to};
}

/// This side learns that the other has closed, and the other that this one knows. Only then may it close as well: an
/// acknowledgement that is overtaken by the FIN behind it would be answered from TIME_WAIT, and the reset that comes
/// back ends TIME_WAIT (RFC 1337; seen about once in a thousand closes on two processors).
void hears_of_the_close(const Host &host, const Socket &side, const std::string &other_end)
{
    side.has_input();
    side.set("TCP_QUICKACK", 1); // or the acknowledgement waits for 40 ms
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

/// A server with these options served a client at this address, closed the connection and stopped.
std::string leave_time_wait(const Host &host, const Actor &server, const Actor &client, const Transport &net,
                            const Sharing &options, unsigned port)
{
    const auto listener = socket(server, net).sharing(options).bind(net.any(port)).listen();
    const auto connection = connected(listener, net.loopback(port), client, net.loopback(45001));
    server_closes_first(host, connection);
    listener.close();
    host.shows("TIME_WAIT", connection.at_server);
    return connection.at_server;
}

/// The same for a server that is killed as soon as its connection is closed.
std::string leave_time_wait(const Host &host, const Transport &net, const Sharing &options, unsigned port = 8080)
{
    const auto server = host.actor("server");
    const auto listener = socket(server, net).sharing(options).bind(net.any(port)).listen();
    const auto connection = connected(listener, net.loopback(port), host.actor("client"), net.loopback(45001));
    server_closes_first(host, connection);
    server.dies();
    host.shows("TIME_WAIT", connection.at_server);
    return connection.at_server;
}

/// The guide's picture: a server on the wildcard address, and its clients A, B and C.
struct Service {
    Actor server;
    Socket listener;
    std::string bound; ///< the wildcard address and its port
    std::string at;    ///< the address the clients know it by
    std::vector<Connection> connections;
};

/// 192.168.1.5:45001, 192.168.1.6:45002, 192.168.1.7:45003, or the like on IPv6; ten ports further with each round.
std::string address_of_client(const Transport &net, unsigned number, unsigned round)
{
    const auto host = std::to_string(5 + number);
    return (net.six ? "[fd00::" + host + "]:" : "192.168.1." + host + ":") +
           std::to_string(45001 + number + 10 * round);
}

Host host_of_the_guide(Trial &trial, const Transport &net)
{
    auto host = trial.host();
    host.has_own_address(net);
    for (const char *client : {"5", "6", "7"})
        host.has_address(net.six ? std::string("fd00::") + client + "/128"
                                 : std::string("192.168.1.") + client + "/32");
    return host;
}

/// Each round has ports of its own: 8080 and on.
Service serve_three(const Host &host, const Actor &clients, const Transport &net, unsigned round)
{
    const auto port = 8080 + round;
    const auto server = host.actor("server");
    Service service{.server = server,
                    .listener = socket(server, net).bind(net.any(port)).listen(),
                    .bound = net.any(port),
                    .at = net.own(port),
                    .connections = {}};
    for (unsigned number = 0; number < 3; ++number)
        service.connections.push_back(
            connected(service.listener, service.at, clients, address_of_client(net, number, round)));
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

/// A length of time in the words of a document.
struct Span {
    std::string_view words;
    seconds least, most;
};
constexpr Span one_to_four_minutes{.words = "60 to 240 s", .least = seconds(60), .most = seconds(240)};
constexpr Span two_to_four_minutes{.words = "2 to 4 minutes", .least = seconds(120), .most = seconds(240)};

/// Whether a stretch of which we know that it took so long, at least and at most, is as long as the document says.
std::string held_against(const Span &span, Clock::duration at_least, Clock::duration at_most)
{
    if (at_most < span.least) return "shorter";
    if (at_least > span.most) return "longer";
    return std::string(span.words);
}

/// The kernel counts in ticks, and a clock of ours between two of them runs ahead of it; none is longer than that.
constexpr std::chrono::milliseconds tick{10};

/// How long the kernel keeps the end of a connection that came into its state after `before`: what is left of its
/// timer is less than the whole, what is left and what has passed since `before` is more.
std::string length_of_state(const Host &host, const std::string &where, Clock::time_point before, const Span &span)
{
    const auto left = host.time_left(where);
    if (!left) return "no timer runs";
    return held_against(span, *left, *left + (Clock::now() - before) + tick);
}

/// More than a receive queue of that size holds, so that a part stays with the sender until the other side reads.
constexpr int small_queue = 65536;
constexpr unsigned long more_than_fits = 1048576;

} // namespace

CLAIM(
    "tcp.time-wait.closing-sequence",
    "The side that closes first goes through FIN_WAIT1 and FIN_WAIT2 to TIME_WAIT, where a timer ends the connection.",
    "tw.close-sequence"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto listener = socket(server, net).bind(net.any(8080)).listen();
        auto session = socket(client, net).set("SO_RCVBUF", small_queue).bind(net.loopback(45001));
        session.connect(net.loopback(8080));
        auto accepted = listener.accept();
        const auto at_server = net.loopback(8080) + "-" + net.loopback(45001);
        const auto at_client = net.loopback(45001) + "-" + net.loopback(8080);

        accepted.send_bytes(more_than_fits).close();
        trial.contrast("the other side, which has not heard of it", host.states(at_client)).is("ESTABLISHED");
        trial.expect("closed, and the end not yet acknowledged", host.states(at_server)).is("FIN_WAIT1");
        trial.premise("the other side reads to the end", session.drained()).is("end");
        trial.contrast("the other side, which has read it all", host.states(at_client)).is("CLOSE_WAIT");
        trial.expect("the end acknowledged", host.comes_to("FIN_WAIT2", at_server)).is("FIN_WAIT2");
        session.close();
        trial.expect("closed by the other side too", host.comes_to("TIME_WAIT", at_server)).is("TIME_WAIT");
        trial.contrast("the other side, which closed last", host.settles(at_client)).is("none");
        trial.expect("what ends it", host.time_left(at_server) ? "a timer" : "nothing").is("a timer");
    }
}

CLAIM("tcp.time-wait.first-closer", "TIME_WAIT is held by the side that closes first, be it the server or the client.",
      "tw.who-holds-it"_said, "tw.close-sequence"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto listener = socket(host.actor("server"), net).bind(net.any(8080)).listen();

        auto one = connected(listener, net.loopback(8080), client, net.loopback(45001));
        server_closes_first(host, one);
        trial.expect("the server, when it closes first", host.comes_to("TIME_WAIT", one.at_server)).is("TIME_WAIT");
        trial.contrast("the client, when it closes last", host.settles(one.at_client)).is("none");

        auto other = connected(listener, net.loopback(8080), client, net.loopback(45002));
        client_closes_first(host, other);
        trial.expect("the client, when it closes first", host.comes_to("TIME_WAIT", other.at_client)).is("TIME_WAIT");
        trial.contrast("the server, when it closes last", host.settles(other.at_server)).is("none");
    }
}

CLAIM("tcp.time-wait.simultaneous-close",
      "When both sides close before either has seen the other's end, both are first closers and both hold TIME_WAIT.",
      "tw.who-holds-it"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto listener = socket(host.actor("server"), net).set("SO_RCVBUF", small_queue).bind(net.any(8080)).listen();
        auto session = socket(host.actor("client"), net).set("SO_RCVBUF", small_queue).bind(net.loopback(45001));
        session.connect(net.loopback(8080));
        auto accepted = listener.accept();
        const auto at_server = net.loopback(8080) + "-" + net.loopback(45001);
        const auto at_client = net.loopback(45001) + "-" + net.loopback(8080);

        accepted.send_bytes(more_than_fits).shut_write();
        session.send_bytes(more_than_fits).shut_write();
        trial.contrast("the server's end while both wait", host.states(at_server)).is("FIN_WAIT1");
        trial.contrast("the client's end while both wait", host.states(at_client)).is("FIN_WAIT1");
        trial.premise("the client reads to the end", session.drained()).is("end");
        trial.premise("the server reads to the end", accepted.drained()).is("end");
        session.close();
        accepted.close();
        trial.expect("the server's end", host.comes_to("TIME_WAIT", at_server)).is("TIME_WAIT");
        trial.expect("the client's end", host.comes_to("TIME_WAIT", at_client)).is("TIME_WAIT");
    }
}

CLAIM("tcp.time-wait.beside-server", "When the client sends the first FIN, TIME_WAIT is on the server's side.",
      "tw.who-holds-it"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto listener = socket(host.actor("server"), net).bind(net.any(8080)).listen();
        auto one = connected(listener, net.loopback(8080), host.actor("client"), net.loopback(45001));
        trial.contrast("the server's end before", host.states(one.at_server)).is("ESTABLISHED");
        client_closes_first(host, one);
        trial.premise("the client's end", host.comes_to("TIME_WAIT", one.at_client)).is("TIME_WAIT");
        trial.expect("the server's end", host.settles(one.at_server)).is("TIME_WAIT");
    }
}

CLAIM("tcp.time-wait.one-to-four-minutes", "TIME_WAIT lasts between 60 and 240 seconds.", "tw.length-60-240"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto listener = socket(host.actor("server"), net).bind(net.any(8080)).listen();
        auto one = connected(listener, net.loopback(8080), host.actor("client"), net.loopback(45001));
        trial
            .contrast("while the connection is open",
                      length_of_state(host, one.at_server, Clock::now(), one_to_four_minutes))
            .is("no timer runs");
        const auto before = Clock::now();
        server_closes_first(host, one);
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("its length", length_of_state(host, one.at_server, before, one_to_four_minutes)).is("60 to 240 s");
    }
}

// The setting is often taken for the length of TIME_WAIT; it is that of a FIN_WAIT2 whose owner has gone.
CLAIM("tcp.time-wait.not-shortened-by-fin-timeout",
      "TIME_WAIT lasts between 60 and 240 seconds, also where tcp_fin_timeout lets FIN_WAIT2 end after 15.",
      "tw.length-60-240"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        host.set("net.ipv4.tcp_fin_timeout", "15");
        auto listener = socket(host.actor("server"), net).bind(net.any(8080)).listen();
        auto one = connected(listener, net.loopback(8080), host.actor("client"), net.loopback(45001));
        auto before = Clock::now();
        one.server.close();
        host.shows("FIN_WAIT2", one.at_server);
        trial.contrast("the length of FIN_WAIT2", length_of_state(host, one.at_server, before, one_to_four_minutes))
            .is("shorter");
        before = Clock::now();
        one.client.close();
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("the length of TIME_WAIT", length_of_state(host, one.at_server, before, one_to_four_minutes))
            .is("60 to 240 s");
    }
}

CLAIM("tcp.time-wait.two-to-four-minutes", "TIME_WAIT lasts between 2 and 4 minutes.", "tw.length-2-4-min"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto listener = socket(host.actor("server"), net).bind(net.any(8080)).listen();
        auto one = connected(listener, net.loopback(8080), host.actor("client"), net.loopback(45001));
        trial
            .contrast("while the connection is open",
                      length_of_state(host, one.at_server, Clock::now(), two_to_four_minutes))
            .is("no timer runs");
        const auto before = Clock::now();
        server_closes_first(host, one);
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("its length", length_of_state(host, one.at_server, before, two_to_four_minutes))
            .is("2 to 4 minutes");
    }
}

CLAIM_ON_DEMAND("tcp.time-wait.waited-out",
                "TIME_WAIT ends by itself after 60 to 240 seconds, and a server without options restarts only then. "
                "(Waits for it: some two minutes.)",
                "tw.length-60-240"_said, "tw.close-sequence"_said, "tw.plain-must-wait"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        const auto before = Clock::now();
        const auto old = leave_time_wait(host, net, neither);
        const auto since = Clock::now();
        auto heir = host.actor("heir");
        trial.contrast("a restart meanwhile", socket(heir, net).bind(net.any(8080))).is(bind_denied(EADDRINUSE));
        const auto gone = host.gone(old, one_to_four_minutes.most);
        const auto now = Clock::now();
        trial.expect("a restart after it", socket(heir, net).bind(net.any(8080)).listen()).is(allowed);
        trial.expect("its length", gone ? held_against(one_to_four_minutes, now - since, now - before) : "longer")
            .is("60 to 240 s");
    }
}

CLAIM("tcp.time-wait.data-not-yet-read",
      "While one side of a connection is in TIME_WAIT, data it sent may still wait in the other side's queue.",
      "tw.article-pending-data"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto listener = socket(host.actor("server"), net).bind(net.any(8080)).listen();
        const auto in_time_wait = [&](const Connection &connection) {
            connection.server.close();
            hears_of_the_close(host, connection.client, connection.at_server);
            connection.client.shut_write();
            host.shows("TIME_WAIT", connection.at_server);
        };
        auto silent = connected(listener, net.loopback(8080), client, net.loopback(45001));
        in_time_wait(silent);
        trial.contrast("what waits where nothing was sent", silent.client.receives()).is("end");
        auto spoken = connected(listener, net.loopback(8080), client, net.loopback(45002));
        spoken.server.send("goodbye");
        in_time_wait(spoken);
        trial.expect("what waits where something was sent", spoken.client.receives()).is("got goodbye");
    }
}

CLAIM("tcp.time-wait.closed-on-one-side",
      "A connection is in TIME_WAIT when one side has closed it and data of that side is still on its way.",
      "tw.article-pending-data"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto listener = socket(host.actor("server"), net).bind(net.any(8080)).listen();
        auto session = socket(host.actor("client"), net).set("SO_RCVBUF", small_queue).bind(net.loopback(45001));
        session.connect(net.loopback(8080));
        auto accepted = listener.accept();
        const auto at_server = net.loopback(8080) + "-" + net.loopback(45001);

        accepted.send_bytes(more_than_fits);
        trial.contrast("while both sides are open", host.states(at_server)).is("ESTABLISHED");
        accepted.close();
        trial.expect("closed on one side, data on its way", host.states(at_server)).is("TIME_WAIT");
        trial.premise("the other side reads to the end", session.drained()).is("end");
        trial.expect("closed on one side, all data read", host.settles(at_server)).is("TIME_WAIT");
    }
}

CLAIM("tcp.stop.listener",
      "When a server is killed or interrupted, its listening socket is left in TIME_WAIT and keeps the port.",
      "tw.after-stop-listener"_said, "tw.plain-restart-refused"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto heir = host.actor("heir");
        for (const auto &ending : trial.over(killed, interrupted)) {
            auto server = host.actor("server");
            auto listener = socket(server, net).bind(net.any(8080)).listen();
            trial.contrast("the listening socket before", host.states(net.any(8080))).is("LISTEN");
            server.dies(ending.signal);
            trial.expect("the listening socket after", host.states(net.any(8080))).is("TIME_WAIT");
            auto elsewhere = socket(heir, net).bind(net.any(8081)).listen();
            trial.contrast("a start on a port nobody had", elsewhere).is(allowed);
            auto restart = socket(heir, net).bind(net.any(8080)).listen();
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
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = host_of_the_guide(trial, net);
        auto clients = host.actor("clients");
        unsigned round = 0;
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
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = host_of_the_guide(trial, net);
        auto clients = host.actor("clients");
        unsigned round = 0;
        for (const auto &ending : trial.over(killed, interrupted, orderly)) {
            const auto service = serve_three(host, clients, net, round++);
            trial.contrast("before", host.states(service.at)).is(three("ESTABLISHED"));
            stop(service, ending);
            trial.expect("after", host.settles(service.at)).is(three("TIME_WAIT"));
        }
    }
}

CLAIM("tcp.stop.clients-closed-before",
      "When a server is stopped whose clients had closed already, its connections are left in TIME_WAIT and an "
      "immediate restart is refused.",
      "tw.after-stop-connections"_said, "tw.plain-restart-refused"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = host_of_the_guide(trial, net);
        auto clients = host.actor("clients");
        auto heir = host.actor("heir");
        unsigned round = 0;
        for (const auto &ending : trial.over(killed, interrupted, orderly)) {
            const auto service = serve_three(host, clients, net, round++);
            for (const auto &connection : service.connections) {
                connection.client.close();
                connection.server.has_input();
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
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = host_of_the_guide(trial, net);
        auto clients = host.actor("clients");
        auto heir = host.actor("heir");
        unsigned round = 0;
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
      "Without options a server cannot restart where connections of its predecessor sit in TIME_WAIT.",
      "tw.plain-restart-refused"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = host_of_the_guide(trial, net);
        auto clients = host.actor("clients");
        auto heir = host.actor("heir");

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
        trial.contrast("on another address", socket(heir, net).bind(net.loopback(8080)).listen()).is(allowed);
    }
}

CLAIM("tcp.restart.plain-must-wait",
      "Without options a server must wait between 2 and 4 minutes until it can restart; with SO_REUSEADDR it need not "
      "wait.",
      "tw.plain-must-wait"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto heir = host.actor("heir");
        const auto before = Clock::now();
        const auto old = leave_time_wait(host, net, reuse_addr);
        const auto wait = [&](const Socket &attempt) -> std::string {
            if (attempt.outcome() == "ok") return "no wait";
            return length_of_state(host, old, before, two_to_four_minutes);
        };
        trial.contrast("with the option", wait(socket(heir, net).reuse_addr().bind(net.any(8080)))).is("no wait");
        trial.expect("without", wait(socket(heir, net).bind(net.any(8080)))).is("2 to 4 minutes");
    }
}

CLAIM("tcp.restart.reuseaddr",
      "With SO_REUSEADDR a server restarts at once although its old connections sit in TIME_WAIT.",
      "tw.ra-restart"_said, "table.ra-time-wait"_said, "table.ra-tcp-purpose"_said, "guide.restart"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        leave_time_wait(host, net, reuse_addr);
        auto heir = host.actor("heir");
        trial.contrast("without the option", socket(heir, net).bind(net.any(8080))).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", socket(heir, net).reuse_addr().bind(net.any(8080)).listen()).is(allowed);
    }
}

CLAIM("tcp.restart.after-crash",
      "After a crash or a termination a server needs SO_REUSEADDR to restart at once, or has to wait.",
      "tw.article-crash"_said, "tw.ra-restart"_said, "cmp.ra-restart"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        auto heir = host.actor("heir");
        unsigned port = 8080;
        for (const auto &ending : trial.over(crashed, terminated, killed, interrupted)) {
            auto server = host.actor("server");
            auto listener = socket(server, net).reuse_addr().bind(net.any(port)).listen();
            auto one = connected(listener, net.loopback(port), client, net.loopback(45001));
            server.dies(ending.signal);
            client_closes_in_answer(host, one);
            host.shows("TIME_WAIT", one.at_server);
            trial.contrast("without the option", socket(heir, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
            trial.expect("with it", socket(heir, net).reuse_addr().bind(net.any(port)).listen()).is(allowed);
            ++port;
        }
    }
}

CLAIM("tcp.restart.clients-stay",
      "With SO_REUSEADDR a server restarts at once although clients of the old one stay connected, or a process of the "
      "old one still serves them.",
      "cmp.ra-restart"_said, "tw.ra-restart"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto worker = host.actor("worker");
        auto heir = host.actor("heir");
        auto listener = socket(server, net).reuse_addr().bind(net.any(8080)).listen();
        auto left = connected(listener, net.loopback(8080), client, net.loopback(45001));
        auto kept = connected(listener, net.loopback(8080), client, net.loopback(45002));
        auto still_served = kept.server.passed_to(worker);
        server.dies();
        trial.premise("the client that was left", host.settles(left.at_server)).is("FIN_WAIT2");
        trial.premise("the client that is served", host.settles(kept.at_server)).is("ESTABLISHED");
        trial.contrast("without the option", socket(heir, net).bind(net.any(8080))).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", socket(heir, net).reuse_addr().bind(net.any(8080)).listen()).is(allowed);
        still_served.send("served");
        trial.expect("the old session", kept.client.receives()).is("got served");
    }
}

CLAIM("tcp.restart.old-connections-linger",
      "With SO_REUSEADDR the new server listens and is reached while the old connection lingers in TIME_WAIT: only the "
      "port is free again.",
      "tw.ra-old-linger"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto listener = socket(server, net).reuse_addr().bind(net.any(8080)).listen();
        auto old = connected(listener, net.loopback(8080), client, net.loopback(45001));
        trial.contrast("the old connection while it is used", host.states(old.at_server)).is("ESTABLISHED");
        server_closes_first(host, old);
        server.dies();
        host.shows("TIME_WAIT", old.at_server);
        auto heir = host.actor("heir");
        trial.contrast("the port without the option", socket(heir, net).bind(net.any(8080)))
            .is(bind_denied(EADDRINUSE));
        auto successor = socket(heir, net).reuse_addr().bind(net.any(8080)).listen();
        trial.expect("the port with it", successor).is(allowed);
        trial.expect("the old connection while the heir listens", host.states(old.at_server)).is("TIME_WAIT");
        auto fresh = connected(successor, net.loopback(8080), client, net.loopback(45002));
        fresh.client.send("hello");
        trial.expect("what the heir hears from a new client", fresh.server.receives()).is("got hello");
        trial.expect("the old connection while the heir serves", host.states(old.at_server)).is("TIME_WAIT");
    }
}

CLAIM("tcp.restart.zero-downtime",
      "When a server with SO_REUSEADDR is stopped and started again at once, no client notices.",
      "tw.ra-zero-downtime"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto listener = socket(server, net).reuse_addr().bind(net.any(8080)).listen();
        auto served = connected(listener, net.loopback(8080), client, net.loopback(45001));
        auto waiting = socket(client, net).bind(net.loopback(45002)).connect(net.loopback(8080));
        trial
            .contrast("a client that connects where nobody ever listened",
                      socket(client, net).bind(net.loopback(45003)).connect(net.loopback(8081)))
            .is(connect_denied(ECONNREFUSED));
        server.dies();
        trial
            .expect("a client that connects between stop and start",
                    socket(client, net).bind(net.loopback(45004)).connect(net.loopback(8080)))
            .is(allowed);
        auto heir = socket(host.actor("heir"), net).reuse_addr().bind(net.any(8080)).listen();
        trial
            .expect("a client that connects after the start",
                    socket(client, net).bind(net.loopback(45005)).connect(net.loopback(8080)))
            .is(allowed);
        trial.expect("a client that was being served", served.client.receives()).is("nothing");
        trial.expect("a client that was waiting to be accepted", waiting.receives()).is("nothing");
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
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto heir = host.actor("heir");
        unsigned port = 8080;
        for (const auto &old : trial.over(after_neither, after_reuse_addr, after_reuse_port, after_both)) {
            leave_time_wait(host, server, client, net, old.options, port);
            for (const auto &options : {neither, reuse_addr, reuse_port, both_options}) {
                auto attempt = socket(heir, net).sharing(options).bind(net.any(port)).listen();
                const auto name = "an heir with " + std::string(options.label);
                if (share_an_option(old.options, options)) {
                    trial.expect(name, attempt).is(allowed);
                } else {
                    trial.contrast(name, attempt).is(bind_denied(EADDRINUSE));
                }
                attempt.close();
            }
            ++port;
        }
    }
}

CLAIM("tcp.restart.reuseaddr-on-heir-alone",
      "SO_REUSEADDR on the new server's socket gets it past TIME_WAIT although the old server had not set it.",
      "tw.ra-on-new-socket"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto heir = host.actor("heir");
        unsigned port = 8080;
        for (const auto &old : trial.over(after_neither, after_reuse_port)) {
            leave_time_wait(host, server, client, net, old.options, port);
            trial.contrast("an heir without it", socket(heir, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
            trial.expect("an heir with it", socket(heir, net).reuse_addr().bind(net.any(port)).listen()).is(allowed);
            ++port;
        }
    }
}

CLAIM("tcp.restart.reuseport-on-heir-alone",
      "SO_REUSEPORT on the new server's socket gets it past TIME_WAIT although the old server had not set it.",
      "tw.rp-bypass"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto heir = host.actor("heir");
        unsigned port = 8080;
        for (const auto &old : trial.over(after_neither, after_reuse_addr)) {
            leave_time_wait(host, server, client, net, old.options, port);
            trial.contrast("an heir without it", socket(heir, net).bind(net.any(port))).is(bind_denied(EADDRINUSE));
            trial.expect("an heir with it", socket(heir, net).reuse_port().bind(net.any(port)).listen()).is(allowed);
            ++port;
        }
    }
}

CLAIM("tcp.restart.reuseport",
      "With SO_REUSEPORT a server restarts at once although its old connections sit in TIME_WAIT.", "tw.rp-bypass"_said,
      "table.rp-time-wait"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        leave_time_wait(host, net, reuse_port);
        auto heir = host.actor("heir");
        trial.contrast("without the option", socket(heir, net).bind(net.any(8080))).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", socket(heir, net).reuse_port().bind(net.any(8080)).listen()).is(allowed);
    }
}

CLAIM("tcp.restart.reuseport-any-user",
      "With SO_REUSEPORT a server gets past the TIME_WAIT that the server of another user left.", "tw.rp-bypass"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server", uid(1000));
        auto client = host.actor("client");
        auto heir = host.actor("heir", uid(1001));
        const auto attempt = [&] { return socket(heir, net).reuse_port().bind(net.any(8080)).listen(); };
        auto listener = socket(server, net).reuse_port().bind(net.any(8080)).listen();
        auto one = connected(listener, net.loopback(8080), client, net.loopback(45001));
        trial.contrast("while the old server listens", attempt()).is(bind_denied(EADDRINUSE));
        listener.close();
        trial.contrast("while it still serves a client", attempt()).is(bind_denied(EADDRINUSE));
        server_closes_first(host, one);
        host.shows("TIME_WAIT", one.at_server);
        trial.expect("once TIME_WAIT is all that is left", attempt()).is(allowed);
    }
}

CLAIM("tcp.restart.both",
      "With both options a server restarts at once, and so does a second worker, although old connections sit in "
      "TIME_WAIT.",
      "tw.both-bypass"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        leave_time_wait(host, net, both_options);
        auto heir = host.actor("heir");
        trial.contrast("without the options", socket(heir, net).bind(net.any(8080))).is(bind_denied(EADDRINUSE));
        const auto worker = [&] { return socket(heir, net).sharing(both_options).bind(net.any(8080)).listen(); };
        trial.expect("the first worker", worker()).is(allowed);
        trial.expect("the second worker", worker()).is(allowed);
    }
}

CLAIM("tcp.restart.beside-live-listener",
      "SO_REUSEADDR on both sockets admits no second listener while the first one listens.",
      "tw.article-listener-unaffected"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        host.has_own_address(net);
        auto first = host.actor("first");
        auto second = host.actor("second");
        const auto attempt = [&](const std::string &at) { return socket(second, net).reuse_addr().bind(at).listen(); };

        auto listener = socket(first, net).reuse_addr().bind(net.any(8080)).listen();
        trial.expect("on the wildcard address, beside it", attempt(net.any(8080))).is(bind_denied(EADDRINUSE));
        trial.expect("on one address, beside the wildcard", attempt(net.own(8080))).is(bind_denied(EADDRINUSE));
        auto narrow = socket(first, net).reuse_addr().bind(net.own(8081)).listen();
        trial.expect("on the wildcard, beside one address", attempt(net.any(8081))).is(bind_denied(EADDRINUSE));
        auto early = socket(first, net).reuse_addr().bind(net.any(8082));
        auto late = socket(second, net).reuse_addr().bind(net.any(8082));
        early.listen();
        trial.expect("bound before the first one listened", late.listen()).is(listen_denied(EADDRINUSE));
        listener.close();
        trial.contrast("once the first one is closed", attempt(net.any(8080))).is(allowed);
    }
}

namespace {

/// From which address to which the server moves by its restart.
struct Move {
    std::string_view label;
    std::string (Transport::*from)(unsigned) const;
    std::string (Transport::*to)(unsigned) const;
};
constexpr Move stays_wildcard{.label = "wildcard", .from = &Transport::any, .to = &Transport::any};
constexpr Move stays_specific{.label = "specific", .from = &Transport::own, .to = &Transport::own};
constexpr Move narrows{.label = "wildcard, then specific", .from = &Transport::any, .to = &Transport::own};
constexpr Move widens{.label = "specific, then wildcard", .from = &Transport::own, .to = &Transport::any};

} // namespace

CLAIM("tcp.restart.addresses",
      "SO_REUSEADDR gets a server past TIME_WAIT on the wildcard address and on a specific one, whichever of them the "
      "old server had.",
      "tw.ra-restart"_said, "table.ra-tcp-purpose"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        host.has_own_address(net);
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto heir = host.actor("heir");
        unsigned port = 8080;
        for (const auto &move : trial.over(stays_wildcard, stays_specific, narrows, widens)) {
            auto listener = socket(server, net).reuse_addr().bind((net.*move.from)(port)).listen();
            auto one = connected(listener, net.own(port), client, net.loopback(45001));
            server_closes_first(host, one);
            listener.close();
            host.shows("TIME_WAIT", one.at_server);
            const auto at = (net.*move.to)(port);
            trial.contrast("without the option", socket(heir, net).bind(at)).is(bind_denied(EADDRINUSE));
            trial.expect("the heir restarts", socket(heir, net).reuse_addr().bind(at).listen()).is(allowed);
            ++port;
        }
    }
}

namespace {

/// Between a server that serves both IP versions on [::] and one for IPv4 alone.
struct Succession {
    std::string_view label;
    Transport from, to;

    /// 127.0.0.1 with this port, as the old server's end of an IPv4 connection has it.
    [[nodiscard]] std::string as_kernel_names(unsigned port) const
    {
        return (from.six ? "[::ffff:127.0.0.1]:" : "127.0.0.1:") + std::to_string(port);
    }
};
constexpr Succession six_to_four{.label = "[::], then 0.0.0.0", .from = tcp6, .to = tcp4};
constexpr Succession four_to_six{.label = "0.0.0.0, then [::]", .from = tcp4, .to = tcp6};

Socket for_all_versions(const Actor &actor, const Transport &net)
{
    auto made = socket(actor, net);
    return net.six ? made.set("IPV6_V6ONLY", 0) : made;
}

} // namespace

CLAIM("tcp.restart.other-ip-version",
      "SO_REUSEADDR gets a server past the TIME_WAIT of an IPv4 connection also when its wildcard address moves from "
      "IPv6 to IPv4 or back.",
      "tw.ra-restart"_said, "table.ra-time-wait"_said)
{
    trial.needs(words::feature::ipv6);
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    unsigned port = 8080;
    for (const auto &turn : trial.over(six_to_four, four_to_six)) {
        auto listener = for_all_versions(server, turn.from).reuse_addr().bind(turn.from.any(port)).listen();
        auto session = socket(client, tcp4).bind("127.0.0.1:45001").connect(tcp4.loopback(port));
        const auto at_server = turn.as_kernel_names(port) + "-" + turn.as_kernel_names(45001);
        server_closes_first(host, {listener.accept(), session, at_server, tcp4.loopback(45001)});
        listener.close();
        host.shows("TIME_WAIT", at_server);
        trial.contrast("without the option", for_all_versions(heir, turn.to).bind(turn.to.any(port)))
            .is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", for_all_versions(heir, turn.to).reuse_addr().bind(turn.to.any(port)).listen())
            .is(allowed);
        ++port;
    }
}

CLAIM("tcp.restart.again-and-again",
      "A server with SO_REUSEADDR can be interrupted and started again over and over, with a client connected each "
      "time.",
      "guide.development"_said, "guide.restart"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto runs_until_interrupted = [&](const Socket &listener, unsigned from) {
            auto one = connected(listener, net.loopback(8080), client, net.loopback(from));
            listener.actor().dies(SIGINT);
            client_closes_in_answer(host, one);
            host.shows("TIME_WAIT", one.at_server);
        };
        unsigned from = 45001;
        for (const char *start : {"the first start", "the second start", "the third start", "the fourth start"}) {
            auto listener = socket(host.actor("server"), net).reuse_addr().bind(net.any(8080)).listen();
            trial.expect(start, listener).is(allowed);
            runs_until_interrupted(listener, from++);
        }
        trial.contrast("a start without the option", socket(host.actor("server"), net).bind(net.any(8080)))
            .is(bind_denied(EADDRINUSE));
    }
}
