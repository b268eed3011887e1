// Unbound and NSD themselves on port 53: whose sockets their workers have, who answers whom, and what a reload or a
// crash of a worker changes.

#include "field_udp_scenes.hpp"

#include <csignal>
#include <sstream>

CHAPTER(field_dns, "field");

using namespace suites;
using namespace suites::field_udp_scenes;

namespace {

constexpr unsigned dns = 53;

/// A query for the address of "example" (RFC 1035, section 4.1): header, name, type A, class IN.
const std::string query = "0x123401000001000000000000"
                          "076578616d706c6500"
                          "00010001";

/// Whether it has a socket for each of four workers, or one for all of them.
struct Serving {
    std::string_view label;
    std::string_view reuseport;
    std::size_t sockets;
    Transport net = udp4;

    [[nodiscard]] Serving over(const Transport &transport) const
    {
        auto same = *this;
        same.net = transport;
        return same;
    }
    [[nodiscard]] std::string endpoint() const { return net.loopback(dns); }
    [[nodiscard]] std::string address() const { return net.six ? "::1" : "127.0.0.1"; }
    /// What a configuration says to an option that is for IPv6 alone.
    [[nodiscard]] std::string six() const { return net.six ? "yes" : "no"; }
};
constexpr Serving one_socket{.label = "without", .reuseport = "no", .sockets = 1};
constexpr Serving own_sockets{.label = "with", .reuseport = "yes", .sockets = 4};

/// Numbers from a line of them.
std::vector<std::uint64_t> numbers(const std::string &line)
{
    std::istringstream words(line);
    std::vector<std::uint64_t> all;
    for (std::uint64_t one = 0; words >> one;)
        all.push_back(one);
    return all;
}

/// A resolver of four threads that knows one name, and who of them has answered how many queries.
struct Unbound {
    static constexpr std::string_view what = feature::unbound;
    Daemon daemon;
    Serving how;

    Unbound(const Host &host, const Serving &serving) : daemon(host.daemon(what)), how(serving)
    {
        daemon.has_file(
            "unbound.conf",
            "server: \n directory: /tmp \n chroot: \"\" \n username: \"\" \n pidfile: \"\" \n use-syslog: no "
            "\n do-daemonize: no \n interface: " +
                how.address() + " \n do-tcp: no \n do-ip6: " + how.six() +
                " \n num-threads: 4 \n so-reuseport: " + std::string(how.reuseport) +
                " \n outgoing-range: 16 \n num-queries-per-thread: 64 \n module-config: iterator \n "
                "local-zone: example. static \n local-data: \"example. A 192.0.2.1\" \n remote-control: \n "
                "control-enable: yes \n control-interface: /tmp/control \n control-use-cert: no");
        daemon.has_file("answered", "unbound-control -c /tmp/unbound.conf stats_noreset | "
                                    "sed -n 's/^thread.*num.queries=//p' | paste -s -d ' '");
        daemon.starts({"unbound", "-d", "-c", "/tmp/unbound.conf"});
        daemon.listens(how.net, how.endpoint(), how.sockets, 4);
    }
    /// It reads its files again, and its threads begin anew.
    void reloads() const
    {
        if (const auto end = daemon.runs({"unbound-control", "-c", "/tmp/unbound.conf", "reload"}); end != "exit 0")
            throw Unmet("unbound-control reload", "exit 0", end);
        daemon.listens(how.net, how.endpoint(), how.sockets, 4);
    }
};

/// An authoritative server of four processes, for a zone of its own.
struct Nsd {
    static constexpr std::string_view what = feature::nsd;
    Daemon daemon;
    Serving how;

    Nsd(const Host &host, const Serving &serving) : daemon(host.daemon(what)), how(serving)
    {
        daemon.has_file(
            "nsd.conf",
            "server: \n server-count: 4 \n ip-address: " + how.address() + " \n do-ip6: " + how.six() +
                " \n reuseport: " + std::string(how.reuseport) +
                " \n username: \"\" \n database: \"\" \n zonesdir: /tmp \n xfrdir: /tmp \n pidfile: /tmp/pid "
                "\n xfrdfile: /tmp/xfrd \n zonelistfile: /tmp/zones \n rrl-ratelimit: 0 \n rrl-size: 1 \n "
                "xfrd-tcp-max: 1 \n xfrd-tcp-pipeline: 1 \n remote-control: \n "
                "control-enable: yes \n control-interface: /tmp/control \n zone: \n name: example \n "
                "zonefile: zone");
        daemon.has_file("zone", "example. 60 SOA a b 1 1 1 1 1 \n example. 60 NS ns.example. \n example. 60 A "
                                "192.0.2.1 \n ns.example. 60 A 192.0.2.1");
        daemon.has_file("answered", "nsd-control -c /tmp/nsd.conf stats_noreset | "
                                    "sed -n 's/^server[0-9]*.queries=//p' | paste -s -d ' '");
        daemon.starts({"nsd", "-d", "-c", "/tmp/nsd.conf"});
        daemon.listens(how.net, how.endpoint(), how.sockets, 4);
    }
};

/// How many queries each of four workers has answered, by the server's own count.
Counts answered_by_each(const Daemon &server)
{
    const auto line = server.says({"sh", "/tmp/answered"});
    const auto counts = numbers(line);
    if (counts.size() != four.size()) throw Unmet("the server's own count", "four numbers", line);
    Counts named;
    for (std::size_t at = 0; at < four.size(); ++at)
        named.emplace_back(four[at], counts[at]);
    return named;
}

/// "four sockets, each watched once", "one socket, watched 4 times"
template <typename Server> std::string watched(const Server &server)
{
    const auto sockets = server.daemon.sockets(server.how.net, server.how.endpoint());
    const auto once = [](const auto &socket) { return socket.watchers.size() == 1; };
    if (sockets.size() == four.size() && std::all_of(sockets.begin(), sockets.end(), once))
        return "four sockets, each watched by one";
    if (sockets.size() == 1) return "one socket, watched by " + std::to_string(sockets.front().watchers.size());
    return std::to_string(sockets.size()) + " sockets";
}

/// "as the kernel dealt them" when each worker has answered the queries that came to its socket, and none else.
Seen agreement(const Counts &answered, const Reached &dealt)
{
    return received(answered == dealt.counts() ? "as the kernel dealt them" : "otherwise", answered);
}

template <typename Server> void plays_sockets(Trial &trial)
{
    auto host = trial.host();
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto seen = [&](const Serving &how) { return watched(Server(host, how.over(net))); };
        trial.contrast("sockets on port 53 without reuseport", seen(one_socket)).is("one socket, watched by 4");
        trial.expect("sockets on port 53 with it", seen(own_sockets)).is("four sockets, each watched by one");
    }
}

template <typename Server> void plays_distribution(Trial &trial)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto queries = [&](unsigned first_port) { return clients(first_port, 96, dns, net); };
        {
            const Server server(host, one_socket.over(net));
            trial
                .contrast("whose socket queries from 96 ports come to without reuseport",
                          dealt_to(server.daemon, net, {crew.front()}, client, queries(20000)))
                .is("first alone");
        }
        const Server server(host, own_sockets.over(net));
        const auto dealt = [&](unsigned first_port) {
            return dealt_to(server.daemon, net, crew, client, queries(first_port));
        };
        const auto before = dealt(20000);
        trial.expect("whose they come to with it", before).is(all_four);
        trial.expect("the same addresses and ports again", dealt_anew(before, dealt(20000))).is("kept");
        trial.expect("the same address from other ports", dealt_anew(before, dealt(30000))).is("independent");
        trial.expect("what the clients of 96 queries hear", ask(client, queries(20000), query).everybody())
            .is("an answer");
        trial.expect("who has answered them", agreement(answered_by_each(server.daemon), before))
            .is("as the kernel dealt them");
    }
}

} // namespace

CLAIM("field.unbound.sockets", "Unbound with `so-reuseport: yes`: each of four threads waits at a socket of its own.",
      "use.dns"_said)
{
    plays_sockets<Unbound>(trial);
}

CLAIM("field.nsd.sockets", "NSD with `reuseport: yes`: each of four processes waits at a socket of its own.",
      "use.dns"_said)
{
    plays_sockets<Nsd>(trial);
}

CLAIM("field.unbound.distributed",
      "Unbound with `so-reuseport: yes`: the kernel distributes queries by the client's address and port, and each is "
      "answered by the thread whose socket it came to.",
      "use.dns"_said)
{
    plays_distribution<Unbound>(trial);
}

CLAIM("field.nsd.distributed",
      "NSD with `reuseport: yes`: the kernel distributes queries by the client's address and port, and each is "
      "answered by the process whose socket it came to.",
      "use.dns"_said)
{
    plays_distribution<Nsd>(trial);
}

CLAIM("field.unbound.same-client",
      "Unbound with `so-reuseport: yes`: the same client always reaches the same thread, though it sends each query "
      "from a new port.",
      "use.dns"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto answering = [&](const std::vector<FlowPlan> &queries) {
        const Unbound server(host, own_sockets);
        for (const auto &one : queries) {
            if (ask(client, one, query).everybody() != "an answer") return std::string("not all");
        }
        const auto counts = answered_by_each(server.daemon);
        const auto some = std::count_if(counts.begin(), counts.end(), [](const auto &one) { return one.second > 0; });
        return std::string(some == 1 ? "one" : "several");
    };
    trial
        .contrast("how many threads answer a client that keeps its port",
                  answering(std::vector(32, clients(20000, 1, dns))))
        .is("one");
    trial.expect("how many answer one that does not", answering({clients(20000, 96, dns)})).is("one");
}

CLAIM("field.unbound.reload",
      "Unbound with `so-reuseport: yes`: the same client, by address and port, reaches the same thread also after "
      "`unbound-control reload`, at which all threads begin anew.",
      "use.dns"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const Unbound server(host, own_sockets);
    const auto dealt = [&](unsigned first_port) {
        return dealt_to(server.daemon, udp4, crew, client, clients(first_port, 96, dns));
    };
    const auto before = dealt(20000);
    server.reloads();
    trial.contrast("whether other clients reach the threads of the first", dealt_anew(before, dealt(30000)))
        .is("independent");
    trial.expect("whether the same clients do", dealt_anew(before, dealt(20000))).is("kept");
    const auto heard = ask(client, clients(20000, 96, dns), query);
    trial.expect("what the clients of 96 queries hear", heard.everybody()).is("an answer");
    trial.expect("who has answered them", agreement(answered_by_each(server.daemon), before))
        .is("as the kernel dealt them");
}

CLAIM("field.nsd.crash",
      "NSD with `reuseport: yes`: the same client, by address and port, reaches the same of four processes also when "
      "one of them has crashed and been started again.",
      "use.dns"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const Nsd server(host, own_sockets);
    const auto dealt = [&](unsigned first_port) {
        return dealt_to(server.daemon, udp4, crew, client, clients(first_port, 96, dns));
    };
    const auto before = dealt(20000);
    server.daemon.signals(server.daemon.sockets(udp4, server.how.endpoint()).front().watchers.front(), SIGKILL);
    server.daemon.listens(udp4, server.how.endpoint(), own_sockets.sockets, 4);
    trial.contrast("whether other clients reach the processes of the first", dealt_anew(before, dealt(30000)))
        .is("independent");
    trial.expect("whether the same clients do", dealt_anew(before, dealt(20000))).is("kept");
    trial.expect("what the clients of 96 queries hear", ask(client, clients(20000, 96, dns), query).everybody())
        .is("an answer");
}
