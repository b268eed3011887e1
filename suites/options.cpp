// The two options themselves: which sockets have them, what they read, and who inherits them.

#include "claim.hpp"

#include "words/feature.hpp"

CHAPTER(options, "options");

using namespace suites;

namespace {

// Sockets that know no ports; only the actor's word for them counts.
constexpr Transport unix_stream{.label = "unix-stream"};
constexpr Transport unix_datagram{.label = "unix-datagram", .stream = false};
constexpr Transport netlink{.label = "netlink", .stream = false};
constexpr Transport raw4{.label = "raw4", .stream = false};
constexpr Transport raw6{.label = "raw6", .stream = false, .six = true};
constexpr Transport packet{.label = "packet", .stream = false};

/// Sets the option to each of these values in turn, and tells what it reads afterwards: "1 0 1".
std::string reads(const Socket &socket, const std::string &option, const std::vector<int> &values)
{
    std::string all;
    for (const auto value : values) {
        if (auto answer = socket.set(option, value).outcome(); answer != "ok") return answer;
        all += (all.empty() ? "" : " ") + socket.option(option);
    }
    return all;
}

void has_reuse_addr(Trial &trial, const Actor &process, const Transport &kind)
{
    trial.contrast("what it reads when it was cleared", reads(socket(process, kind), "SO_REUSEADDR", {0})).is("0");
    trial.expect("setting it", socket(process, kind).reuse_addr()).is(allowed);
    // Whatever is not 0 is stored as 1.
    trial.expect("what it reads when set to 1, 0 and 5", reads(socket(process, kind), "SO_REUSEADDR", {1, 0, 5}))
        .is("1 0 1");
}

/// Whether two sockets of these options can be bound to one address.
Socket second_binds(const Actor &process, const Transport &net, unsigned port, const Sharing &options)
{
    socket(process, net).sharing(options).bind(net.loopback(port)).must_stand();
    return socket(process, net).sharing(options).bind(net.loopback(port));
}

} // namespace

CLAIM("options.reuseaddr.universal",
      "SO_REUSEADDR is supported universally: on sockets of every family and type it can be set and cleared, and reads "
      "as what it was set to.",
      "tcp.ra-universal"_said)
{
    auto host = trial.host();
    auto process = host.actor("process");
    for (const auto &kind : trial.over(tcp4, tcp6, udp4, udp6, unix_stream, unix_datagram, netlink)) {
        trial.contrast("what it reads on a new socket", socket(process, kind).option("SO_REUSEADDR")).is("0");
        has_reuse_addr(trial, process, kind);
    }
}

CLAIM("options.reuseaddr.universal.raw",
      "SO_REUSEADDR is supported universally: on raw sockets and packet sockets too it can be set and cleared, and "
      "reads as what it was set to.",
      "tcp.ra-universal"_said)
{
    trial.needs(words::feature::raw_sockets);
    trial.needs(words::feature::private_hosts); // a user namespace gives the right to them in networks of its own only
    auto host = trial.host();
    auto process = host.actor("process");
    // Of IPv4 and IPv6 they are born with it (net/ipv4/af_inet.c, inet_create(), INET_PROTOSW_REUSE).
    for (const auto &kind : trial.over(raw4, raw6, packet))
        has_reuse_addr(trial, process, kind);
}

CLAIM("options.reuseaddr.universal.effect",
      "SO_REUSEADDR is supported universally: it does what it is for on TCP and UDP, IPv4 and IPv6 alike, and lets a "
      "second socket bind an address that nobody listens at.",
      "tcp.ra-universal"_said)
{
    auto host = trial.host();
    auto process = host.actor("process");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        trial.contrast("a second socket without the option", second_binds(process, net, 8081, neither))
            .is(bind_denied(EADDRINUSE));
        trial.expect("a second socket with it", second_binds(process, net, 8080, reuse_addr)).is(allowed);
    }
}

CLAIM(
    "options.reuseport.exists",
    "SO_REUSEPORT exists, as in every Linux kernel since 3.9: it can be set and cleared, reads as what it was set to, "
    "and lets a second socket bind the address.",
    "tcp.rp-since-3.9"_said)
{
    auto host = trial.host();
    auto process = host.actor("process");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        trial.contrast("what it reads on a new socket", socket(process, net).option("SO_REUSEPORT")).is("0");
        trial.expect("setting it", socket(process, net).reuse_port()).is(allowed);
        trial.expect("what it reads when set to 1, 0 and 5", reads(socket(process, net), "SO_REUSEPORT", {1, 0, 5}))
            .is("1 0 1");
        trial.contrast("a second socket without the option", second_binds(process, net, 8081, neither))
            .is(bind_denied(EADDRINUSE));
        trial.expect("a second socket with it", second_binds(process, net, 8080, reuse_port)).is(allowed);
    }
}

CLAIM("options.reuseport.every-family",
      "A kernel since 3.9 knows SO_REUSEPORT on the sockets on which it knows SO_REUSEADDR, those of other families "
      "than the internet's included.",
      "tcp.rp-since-3.9"_said)
{
    auto host = trial.host();
    auto process = host.actor("process");
    for (const auto &kind : trial.over(unix_stream, unix_datagram, netlink)) {
        trial.contrast("what it reads on a new socket", socket(process, kind).option("SO_REUSEPORT")).is("0");
        trial.expect("setting it", socket(process, kind).reuse_port()).is(allowed);
    }
}

CLAIM("options.reuseaddr.inherited",
      "The connections of a server with SO_REUSEADDR are no obstacle to a restart even while they live, for they "
      "inherit the option from its listening socket.",
      "tw.ra-old-linger"_said)
{
    auto host = trial.host();
    auto server = host.actor("server");
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = net.six ? 8081U : 8080U;
        const auto accepted = [&](const Sharing &options, unsigned at) {
            const auto listener = socket(server, net).sharing(options).bind(net.any(at)).listen();
            const auto connection = socket(client, net).connect(net.loopback(at));
            connection.must_stand();
            auto made = listener.accept();
            listener.close();
            return made;
        };
        trial
            .contrast("what the option reads on a connection of a server without it",
                      accepted(neither, port + 1000).option("SO_REUSEADDR"))
            .is("0");
        const auto connection = accepted(reuse_addr, port);
        trial.expect("what the option reads on a connection of a server with it", connection.option("SO_REUSEADDR"))
            .is("1");
        const auto restarts = [&] { return socket(heir, net).reuse_addr().bind(net.any(port)).listen(); };
        connection.reuse_addr(false).must_stand();
        const auto denied = restarts();
        trial.contrast("the restart when the connection was made to forget it", denied).is(bind_denied(EADDRINUSE));
        denied.close();
        connection.reuse_addr().must_stand();
        trial.expect("the restart when it has the option", restarts()).is(allowed);
    }
}
