// What the old and the new server must have set, and where they are bound.

#include "restart_scenes.hpp"

CHAPTER(tcp_restart_options, "restart");

using namespace suites;
using namespace suites::restart_scenes;

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
        trial.expect("a client of the first one", connected(wide, net.own(web(net)), second, client_of(net)).client)
            .is(allowed);
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
