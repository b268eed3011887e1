// Four syslog daemons that share port 514 by SO_REUSEPORT.

#include "udp_queue_scenes.hpp"

CHAPTER(syslog, "queues");

using namespace suites;
using namespace suites::udp_queue_scenes;
using udp_balance_scenes::how_many;

namespace {

constexpr unsigned syslog_port = 514;

/// Logs of so many servers: of one address each, with IPv6 of one port each.
FlowPlan servers(const Transport &net, unsigned count)
{
    if (net.six) return from_many(net, count, syslog_port);
    return {.from = "127.0.1.1.." + std::to_string(count) + ":40001", .count = count, .to = "127.0.0.1:514"};
}

} // namespace

CLAIM("syslog.distributed",
      "Syslog with SO_REUSEPORT: what many servers log to port 514 is distributed to four loggers, each line to one of "
      "them, and none is dropped of a burst that would overflow one logger.",
      "use.syslog"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto room = held_by_one(crew, client, net, middling);
        const auto count = room * 3 / 2;
        const auto logs = flows(client, servers(net, count));
        trial.premise("whether they fit into four queues", likely_to_fit(count, room)).is("surely");
        const auto one = with_room(middling, bound_in_order({crew.front()}, net, neither, net.any(syslog_port)));
        trial.contrast("what becomes of a burst with one logger", losses(logs.burst(one))).is("overflowed");
        leave(one);
        const auto workers = with_room(middling, bound_in_order(crew, net, reuse_port, net.any(syslog_port)));
        const auto reached = logs.burst(workers);
        trial.expect("what becomes of it with four", losses(reached)).is("nothing dropped");
        trial.expect("who gets it", reached).is("first, second, third and fourth");
        leave(workers);
    }
}

CLAIM("syslog.no-drops", "Syslog with SO_REUSEPORT drops nothing, however much pours in while the loggers are busy.",
      "use.syslog"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto logs = flows(client, servers(net, 128));
        const auto one = with_room(least, bound_in_order({crew.front()}, net, neither, net.any(syslog_port)));
        trial.contrast("what becomes of a burst with one logger", losses(logs.burst(one))).is("overflowed");
        leave(one);
        const auto workers = with_room(least, bound_in_order(crew, net, reuse_port, net.any(syslog_port)));
        const auto reached = logs.burst(workers);
        trial.expect("what becomes of it with four", losses(reached)).is("nothing dropped");
        trial.expect("what becomes of each line", reached.sum()).is("received + dropped = sent");
        leave(workers);
    }
}

CLAIM("syslog.one-server",
      "Syslog with SO_REUSEPORT: also what one server logs is distributed to several loggers, and nothing is dropped "
      "of a burst that four have room for.",
      "use.syslog"_said)
{
    trial.needs(words::feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto room = held_by_one(crew, client, net, middling);
        const auto logs = flows(client, from_one(net, room * 3 / 2, syslog_port));
        const auto sharers = with_room(middling, bound_in_order(crew, net, reuse_addr, net.any(syslog_port)));
        trial.contrast("how many loggers get it with SO_REUSEADDR", how_many(logs.burst(sharers))).is("one");
        leave(sharers);
        const auto workers = with_room(middling, bound_in_order(crew, net, reuse_port, net.any(syslog_port)));
        const auto reached = logs.burst(workers);
        trial.expect("how many loggers get it with SO_REUSEPORT", how_many(reached)).is("several");
        trial.expect("what becomes of it", losses(reached)).is("nothing dropped");
        leave(workers);
    }
}
