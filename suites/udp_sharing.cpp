// Several processes on one UDP port by SO_REUSEADDR, and which of them receives what.

#include "claim.hpp"
#include "sharers.hpp"

#include "words/feature.hpp"

#include <algorithm>

CHAPTER(udp_sharing, "multi-bind");

using namespace suites;

namespace {

const std::vector<std::string> three{"first", "second", "third"};

Socket shares(const Actor &process, const Transport &net)
{
    return socket(process, net).reuse_addr().bind(net.any(5000));
}

std::vector<Socket> three_sharing(const std::vector<Actor> &crew, const Transport &net)
{
    return bound_in_order(crew, net, reuse_addr, net.any(5000));
}

FlowPlan one_source(const Transport &net) { return {.from = net.loopback(40001), .to = net.loopback(5000)}; }

/// Enough that they all reach one of three by chance once in 10^14 times.
FlowPlan some_sources(const Transport &net)
{
    return {.from = net.loopback(40001), .count = 32, .to = net.loopback(5000)};
}

FlowPlan five_times_sixty_four(const Transport &net)
{
    return {.from = net.loopback(40001), .count = 5, .to = net.loopback(5000), .each = 64};
}

const Expected one_of_three_alone{any_of({"first alone", "second alone", "third alone"})};
const Expected several{any_of({"even", "uneven"})};

} // namespace

CLAIM("udp.sharing.independent-datagrams",
      "A datagram needs no handshake and depends on no other: one that finds nobody is lost by itself, and the next "
      "from the same sender arrives.",
      "udp.independent"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        auto bystander = socket(host.actor("bystander"), net).bind(net.loopback(5001));
        const auto one_more = flows(client, one_source(net));

        trial
            .contrast("a connection to a port nobody has",
                      socket(client, net.other_protocol()).connect(net.loopback(5000)))
            .is(connect_denied(ECONNREFUSED));
        trial.expect("a datagram to a port nobody has", one_more.reach({bystander}).accounted()).is("1 lost");
        auto server = socket(host.actor("server"), net).bind(net.any(5000));
        trial.expect("the next from the same source", one_more.reach({server, bystander})).is("server alone");
        server.actor().dies();
        auto heir = socket(host.actor("heir"), net).bind(net.any(5000));
        trial.expect("the next when the server was killed and replaced", one_more.reach({heir, bystander}))
            .is("heir alone");
    }
}

CLAIM("udp.sharing.many-bind",
      "With SO_REUSEADDR on each of them three processes and more bind one UDP port on the wildcard address.",
      "udp.ra-many-bind"_said, "table.ra-udp-purpose"_said, "table.ra-multi-process"_said, "cmp.ra-udp-binds"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(udp4, udp6)) {
        auto first = host.actor("first");
        auto second = host.actor("second");
        auto third = host.actor("third");
        socket(first, net).bind(net.any(5001)).must_stand();
        socket(first, net).reuse_addr().bind(net.any(5002)).must_stand();

        trial.contrast("a second process, when neither has the option", socket(second, net).bind(net.any(5001)))
            .is(bind_denied(EADDRINUSE));
        trial.contrast("a second process that alone has it", socket(second, net).reuse_addr().bind(net.any(5001)))
            .is(bind_denied(EADDRINUSE));
        trial.contrast("a second process that alone lacks it", socket(second, net).bind(net.any(5002)))
            .is(bind_denied(EADDRINUSE));
        trial.expect("the first process binds", socket(first, net).reuse_addr().bind(net.any(5000))).is(allowed);
        trial.expect("the second process binds", socket(second, net).reuse_addr().bind(net.any(5000))).is(allowed);
        trial.expect("the third process binds", socket(third, net).reuse_addr().bind(net.any(5000))).is(allowed);
        // Beyond ten sockets on a port, conflicts are looked for in another table (net/ipv4/udp.c, udp_lib_get_port()).
        for (int number = 4; number <= 11; ++number)
            socket(second, net).reuse_addr().bind(net.any(5000)).must_stand();
        trial.contrast("a twelfth socket without the option", socket(third, net).bind(net.any(5000)))
            .is(bind_denied(EADDRINUSE));
        trial.expect("a twelfth socket binds", socket(third, net).reuse_addr().bind(net.any(5000))).is(allowed);
    }
}

CLAIM("udp.sharing.one-receives",
      "Each unicast datagram reaches exactly one of the processes that share the port by SO_REUSEADDR: none is lost, "
      "none is copied.",
      "udp.ra-one-receives"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto sharers = three_sharing(crew, net);
        trial
            .expect("what becomes of 320 datagrams",
                    flows(client, five_times_sixty_four(net)).reach(sharers).accounted())
            .is("each arrived once");
        if (net.six) continue; // IPv6 knows no broadcast
        const auto broadcast = flows(client, {.from = "127.0.0.1:40001", .to = "127.255.255.255:5000", .each = 64});
        trial.contrast("what becomes of 64 broadcast datagrams", broadcast.reach(sharers).accounted())
            .is("64 arrived more than once");
        leave(sharers);
    }
}

CLAIM("udp.sharing.random-per-datagram",
      "Which of the processes that share the port by SO_REUSEADDR receives a datagram is random, and changes from one "
      "datagram to the next.",
      "udp.ra-random"_said, "cmp.ra-balancing"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto five_sources = flows(client, five_times_sixty_four(net));
        std::vector sharers{shares(crew[0], net)};
        trial.contrast("who receives while the first has the port to itself", five_sources.reach(sharers))
            .is("first alone");
        for (const auto &other : {crew[1], crew[2]})
            sharers.push_back(shares(other, net));

        const auto reached = five_sources.reach(sharers);
        trial.expect("who receives 320 datagrams", even(reached.counts())).is(several);
        // Of 64 datagrams all reach one and the same of three by chance once in 10^30 times.
        trial.expect("whether the datagrams of a source part", reached.steadiness()).is("5 flows changed receiver");
        leave(sharers);
    }
}

namespace {

/// Each socket that receives is closed, until one is left: in which order of binding they received. Asks the oldest and
/// the newest only.
std::string order_of_receiving(const Flows &one_datagram, std::vector<Socket> in_order_of_binding)
{
    bool newest_first = true;
    bool oldest_first = true;
    while (in_order_of_binding.size() > 1) {
        const auto got = one_datagram.reach({in_order_of_binding.front(), in_order_of_binding.back()}).counts();
        newest_first = newest_first && got.back().second > 0;
        oldest_first = oldest_first && got.front().second > 0;
        if (!newest_first && !oldest_first) return "no order";
        const auto receiver = newest_first ? in_order_of_binding.end() - 1 : in_order_of_binding.begin();
        receiver->close();
        in_order_of_binding.erase(receiver);
    }
    return newest_first ? "the newest first" : "the oldest first";
}

} // namespace

CLAIM("udp.sharing.undefined-receiver",
      "It is undefined which of the sockets that share the port by SO_REUSEADDR receives, and which comes next when "
      "that one closes: the order in which they were bound does not tell.",
      "udp.ra-random"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto one_datagram = flows(client, one_source(net));
        // Chance brings thirteen into one of the two orders that are looked for less than once in 10^9 times (2/13!).
        std::vector<Socket> sharers;
        for (std::size_t number = 0; number < 13; ++number)
            sharers.push_back(socket(crew[number % crew.size()], net).reuse_addr());
        // They are bound in another order than they were made in.
        std::reverse(sharers.begin(), sharers.end());
        for (const auto &socket : sharers) {
            socket.bind(net.any(5000)).must_stand();
            if (&socket != &sharers.front()) continue;
            trial.contrast("who receives while one is bound", one_datagram.reach({socket})).is("first alone");
        }
        trial
            .expect("in which order thirteen receive, each until it is closed",
                    order_of_receiving(one_datagram, sharers))
            .is("no order");
    }
}

CLAIM("udp.sharing.spread",
      "Datagrams from different sources go to different ones of the processes that share the port by SO_REUSEADDR.",
      "udp.ra-spread"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        std::vector sharers{shares(crew[0], net)};
        trial
            .contrast("who receives while the first has the port to itself",
                      flows(client, some_sources(net)).reach(sharers))
            .is("first alone");
        for (const auto &other : {crew[1], crew[2]})
            sharers.push_back(shares(other, net));
        const auto many_sources = flows(client, {.from = net.loopback(20000), .count = 1250, .to = net.loopback(5000)});
        trial.expect("who receives from 1,250 sources", even(many_sources.reach(sharers).counts())).is(several);
        if (net.six) continue;
        const auto to_64_addresses =
            flows(client, {.from = "127.0.0.1:40001", .count = 64, .to = "127.0.0.1..64:5000"});
        trial.expect("who receives what goes to 64 addresses", even(to_64_addresses.reach(sharers).counts()))
            .is(several);
        leave(sharers);
    }
}

CLAIM("udp.sharing.one-gets-all",
      "SO_REUSEADDR lets several processes share a UDP port, but not the work: one of them may get all datagrams.",
      "udp.ra-one-may-get-all"_said, "table.ra-multi-process"_said, "table.ra-no-balancing"_said,
      "cmp.ra-balancing"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto balanced = bound_in_order(crew, net, reuse_port, net.any(5001));
        const auto to_them = flows(client, {.from = net.loopback(40001), .count = 64, .to = net.loopback(5001)});
        trial.contrast("who receives from 64 sources with SO_REUSEPORT", to_them.reach(balanced))
            .is("first, second and third");
        const auto sharers = three_sharing(crew, net);
        trial.expect("who receives from 32 sources", flows(client, some_sources(net)).reach(sharers))
            .is(one_of_three_alone);
        leave(balanced);
        leave(sharers);
    }
}

namespace {

/// The socket that receives at present, taken out of the others.
Socket receiver_taken_out(const Flows &sources, std::vector<Socket> &sharers)
{
    const auto receiver = sources.reach(sharers).receiver_of(0);
    const auto found = std::find_if(sharers.begin(), sharers.end(),
                                    [&](const auto &socket) { return socket.actor().name() == receiver; });
    if (found == sharers.end()) throw Unmet("a datagram to " + sharers.front().endpoint(), "a receiver", "nobody");
    auto socket = *found;
    sharers.erase(found);
    return socket;
}

} // namespace

CLAIM("udp.sharing.receiver-leaves",
      "While one of the processes that share a UDP port by SO_REUSEADDR lives, each datagram reaches one of them: when "
      "the receiver closes its socket or is killed, another takes over.",
      "udp.ra-one-receives"_said, "table.ra-udp-purpose"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto sources = flows(client, some_sources(net));
        auto bystander = socket(host.actor("bystander"), net).bind(net.loopback(5001));
        auto sharers = three_sharing(actors(host, three), net);
        receiver_taken_out(sources, sharers).close();
        trial.expect("who receives when the receiver has closed its socket", sources.reach(sharers))
            .is(one_of_three_alone);
        receiver_taken_out(sources, sharers).actor().dies();
        trial.expect("who receives when that one was killed", sources.reach(sharers)).is(one_of_three_alone);
        sharers.front().actor().dies();
        trial.contrast("who receives when the last was killed", sources.reach({bystander})).is("nobody");
    }
}

CLAIM("udp.sharing.no-relief",
      "SO_REUSEADDR balances nothing: what overflows the receiver's queue is dropped, though the other processes' "
      "queues stay empty; received and dropped make up what was sent.",
      "table.ra-no-balancing"_said, "cmp.ra-balancing"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto five_sources = flows(client, five_times_sixty_four(net));
        const auto sharers = three_sharing(crew, net);
        trial.contrast("what a queue of the usual size does", five_sources.reach(sharers).overflow())
            .is("nothing dropped");
        for (const auto &socket : sharers)
            socket.set("SO_RCVBUF", 1).must_stand(); // the kernel takes its least, a few datagrams
        const auto reached = five_sources.reach(sharers);
        trial.expect("what a small queue does", reached.overflow()).is("overflowed");
        trial.expect("who receives what is not dropped", reached.receiver()).is(one_of_three_alone);
        trial.expect("what becomes of 320 datagrams", reached.sum()).is("received + dropped = sent");
        leave(sharers);
    }
}

CLAIM("udp.sharing.specific-address",
      "One process may get all that is sent to an address: the one bound to that very address, whether it bound before "
      "the processes on the wildcard address or after them.",
      "udp.ra-one-may-get-all"_said, "udp.ra-one-receives"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        host.has_own_address(net);
        const auto to_loopback = flows(client, some_sources(net));
        const auto to_own = flows(client, {.from = net.own(40001), .count = 32, .to = net.own(5000)});
        auto sharers = bound_in_order(host, net, reuse_addr, net.loopback(5000), {"earlier"});
        for (const auto &one : bound_in_order(host, net, reuse_addr, net.any(5000), {"first", "second"}))
            sharers.push_back(one);
        trial.contrast("who receives what goes to another address, beside one that bound before", to_own.reach(sharers))
            .is(any_of({"first alone", "second alone"}));
        trial.expect("who receives what goes to its address, when it bound before", to_loopback.reach(sharers))
            .is("earlier alone");

        for (const auto &one : bound_in_order(host, net, reuse_addr, net.own(5000), {"later"}))
            sharers.push_back(one);
        trial.expect("who receives what goes to its address, when it bound after", to_own.reach(sharers))
            .is("later alone");
        sharers.back().close();
        sharers.pop_back();
        trial.contrast("who receives it when it has closed", to_own.reach(sharers))
            .is(any_of({"first alone", "second alone"}));
    }
}

CLAIM("udp.sharing.connected",
      "One process may get all that a peer sends: the one whose socket is connected to that peer, however many bind "
      "the port after it; the others get what comes from elsewhere.",
      "udp.ra-one-may-get-all"_said, "udp.ra-one-receives"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto peer = flows(client, {.from = net.loopback(40001), .to = net.loopback(5000), .each = 64});
        const auto others = flows(client, {.from = net.loopback(40002), .count = 32, .to = net.loopback(5000)});
        auto sharers = bound_in_order(host, net, reuse_addr, net.any(5000), {"first", "second"});
        sharers.front().connect(net.loopback(40001)).must_stand();
        for (const auto &one : bound_in_order(host, net, reuse_addr, net.any(5000), {"third"}))
            sharers.push_back(one);
        trial.contrast("who receives from elsewhere", others.reach(sharers))
            .is(any_of({"second alone", "third alone"}));
        trial.expect("who receives from the peer", peer.reach(sharers)).is("first alone");

        sharers.back().connect(net.loopback(40000)).must_stand();
        trial.expect("who receives from elsewhere when two of three are connected", others.reach(sharers))
            .is("second alone");
        sharers.front().close();
        sharers.erase(sharers.begin());
        trial.expect("who receives from the peer when that socket is closed", peer.reach(sharers)).is("second alone");
    }
}
