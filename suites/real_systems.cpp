// The guide's real-world systems on UDP, by its own ports: resolvers, game worlds, video handlers.

#include "udp_balance_scenes.hpp"

CHAPTER(real_systems, "real-systems");

using namespace suites;
using namespace suites::udp_balance_scenes;

namespace {

constexpr unsigned dns = 53;
constexpr unsigned game = 9000;
constexpr unsigned rtp = 5004;
constexpr unsigned rtcp = 5005; // the next port is the stream's control channel (RFC 3550, section 11)

std::vector<Socket> serving(const std::vector<Actor> &crew, const Transport &net, const Sharing &options, unsigned port)
{
    return bound_in_order(crew, net, options, net.any(port));
}

/// One datagram from each of so many ports.
FlowPlan from_ports(const Transport &net, unsigned first, unsigned count, unsigned to_port)
{
    return {.from = net.loopback(first), .count = count, .to = net.loopback(to_port)};
}

/// Of those flows that `owner` did not have: "kept" when each is where it was.
std::string others_kept(const Reached &before, const Reached &after, const std::string &owner)
{
    for (unsigned flow = 0; flow < before.flows(); ++flow) {
        if (before.receiver_of(flow) != owner && after.receiver_of(flow) != before.receiver_of(flow)) return "moved";
    }
    return "kept";
}

} // namespace

CLAIM("dns.distributed",
      "DNS with SO_REUSEPORT: queries to port 53 are distributed to four resolvers by the client's address and port; "
      "another port, and another address, picks a resolver anew.",
      "use.dns"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto queries = [&](unsigned first) { return flows(client, from_ports(net, first, 96, dns)); };
        const auto sharers = serving(crew, net, reuse_addr, dns);
        const auto anywhere = queries(20000).reach(sharers);
        trial
            .contrast("the same clients from other ports, with SO_REUSEADDR",
                      dealt_anew(anywhere, queries(30000).reach(sharers)))
            .is("kept");
        leave(sharers);
        const auto resolvers = serving(crew, net, reuse_port, dns);
        const auto before = queries(20000).reach(resolvers);
        trial.expect("who gets queries from 96 ports", before).is("first, second, third and fourth");
        trial.expect("the same addresses and ports again", dealt_anew(before, queries(20000).reach(resolvers)))
            .is("kept");
        trial.expect("the same address from other ports", dealt_anew(before, queries(30000).reach(resolvers)))
            .is("independent");
        if (!net.six) {
            // Not in the last byte alone, see game.player-moves.
            const auto clients = [&](const std::string &addresses) {
                return flows(client, {.from = addresses + ":40001", .count = 64, .to = "127.0.0.1:53"})
                    .reach(resolvers);
            };
            trial
                .expect("other addresses from the same port",
                        dealt_anew(clients("127.0.1..64.1"), clients("127.1.1..64.1")))
                .is("independent");
        }
        leave(resolvers);
    }
}

CLAIM("dns.same-client",
      "DNS with SO_REUSEPORT: the same client always reaches the same resolver, and finds there what it has asked "
      "before, though it sends each query from a new port.",
      "use.dns"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto queries = [&](unsigned first) { return flows(client, from_ports(net, first, 96, dns)); };
        const auto sharers = serving(crew, net, reuse_addr, dns);
        trial.contrast("who gets a client's 96 queries with SO_REUSEADDR", queries(20000).reach(sharers))
            .is("fourth alone");
        leave(sharers);
        const auto resolvers = serving(crew, net, reuse_port, dns);
        const auto asked = queries(20000).reach(resolvers);
        trial.expect("how many resolvers get a client's 96 queries", how_many(asked)).is("one");
        trial
            .expect("whether 96 queries reach, when repeated, the resolver that has the answer",
                    dealt_anew(asked, queries(30000).reach(resolvers)))
            .is("kept");
        leave(resolvers);
    }
}

CLAIM("game.same-world",
      "A game server with SO_REUSEPORT: each player, who sends to port 9000 from one address and port, always reaches "
      "the same of four world processes, whoever else plays.",
      "use.game"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto worlds = serving(crew, net, reuse_port, game);
        const auto players = flows(client, from_ports(net, 20000, 64, game));
        const auto before = players.reach(worlds);
        const auto others = flows(client, from_ports(net, 30000, 64, game)).reach(worlds);
        trial.contrast("whether other players reach the worlds of the first", dealt_anew(before, others))
            .is("independent");
        trial.expect("whether the players reach their worlds again", dealt_anew(before, players.reach(worlds)))
            .is("kept");
        auto updates = from_ports(net, 20000, 8, game);
        updates.each = 16;
        trial.expect("where eight players' updates arrive, sent in turns", flows(client, updates).order(worlds))
            .is("in order at one receiver");
        leave(worlds);
    }
}

CLAIM("game.world-restarts",
      "A game server with SO_REUSEPORT: each player reaches the same world process also when another one of the four "
      "has crashed and been started again.",
      "use.game"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(udp4, udp6)) {
        auto client = host.actor("client");
        auto crew = actors(host, four);
        auto worlds = serving(crew, net, reuse_port, game);
        const auto players = flows(client, from_ports(net, 20000, 96, game));
        const auto before = players.reach(worlds);
        crew.front().dies();
        worlds.erase(worlds.begin());
        const auto meanwhile = players.reach(worlds);
        trial
            .contrast("who has the crashed world's players meanwhile",
                      whose(meanwhile.took_over(before, "first"), "first"))
            .is("others");
        const auto restarted = bound_in_order(host, net, reuse_port, net.any(game), {"first"});
        worlds.insert(worlds.begin(), restarted.front());
        const auto after = players.reach(worlds);
        trial.expect("the players of the other worlds", others_kept(before, after, "first")).is("kept");
        trial.expect("who has the players of the one that was started again", after.took_over(before, "first"))
            .is("first alone");
        leave(worlds);
    }
}

CLAIM("game.player-moves",
      "A game server with SO_REUSEPORT: each player always reaches the same world process, also when the network has "
      "given the player's connection another port.",
      "use.game"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto worlds = serving(actors(host, four), udp4, reuse_port, game);
    // Players do not differ in the last byte alone: Jenkins' one-at-a-time hash, which some kernel uses, reads it last,
    // and stirs it in so little that one in 200 times two rows of such players are dealt alike.
    const auto reached_by = [&](const std::string &players) {
        return flows(client, {.from = players, .count = 96, .to = "127.0.0.1:9000"}).reach(worlds);
    };
    const auto before = reached_by("127.0.1..96.1:40001");
    trial
        .contrast("whether other players reach the worlds of the first",
                  dealt_anew(before, reached_by("127.1.1..96.1:40001")))
        .is("independent");
    trial
        .expect("whether players reach their worlds from other ports",
                dealt_anew(before, reached_by("127.0.1..96.1:40002")))
        .is("kept");
}

CLAIM("rtp.in-order",
      "Video by RTP with SO_REUSEPORT: the datagrams of each stream to port 5004 reach one of four handlers, and in "
      "the order in which they were sent, though many streams arrive interleaved.",
      "use.rtp"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        auto streams = from_ports(net, 20000, 16, rtp);
        streams.each = 8;
        std::vector<Socket> one_socket{socket(crew.front(), net).bind(net.any(rtp + 2))};
        for (std::size_t other = 1; other < crew.size(); ++other)
            one_socket.push_back(one_socket.front().passed_to(crew[other]));
        auto to_one_socket = streams;
        to_one_socket.to = net.loopback(rtp + 2);
        trial
            .contrast("where 16 streams arrive that four handlers read from one socket in turn",
                      flows(client, to_one_socket).order(one_socket))
            .is("parted");
        leave(one_socket);
        const auto handlers = serving(crew, net, reuse_port, rtp);
        trial.expect("where they arrive with SO_REUSEPORT", flows(client, streams).order(handlers))
            .is("in order at one receiver");
        leave(handlers);
    }
}

CLAIM("rtp.control-channel",
      "Video by RTP with SO_REUSEPORT: a stream reaches the same handler with all that belongs to it, its control "
      "datagrams on the next port too.",
      "use.rtp"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto media = serving(crew, net, reuse_port, rtp);
        const auto control = serving(crew, net, reuse_port, rtcp);
        const auto to = [&](unsigned first, unsigned port) { return flows(client, from_ports(net, first, 64, port)); };
        const auto streams = to(20000, rtp).reach(media);
        trial
            .contrast("whether other streams reach the handlers of these",
                      dealt_anew(streams, to(30000, rtp).reach(media)))
            .is("independent");
        trial.expect("whether their control datagrams do", dealt_anew(streams, to(20000, rtcp).reach(control)))
            .is("kept");
        leave(media);
        leave(control);
    }
}
