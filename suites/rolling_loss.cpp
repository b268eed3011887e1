// What a worker that stops takes with it: half-open connections, served ones, and what comes at the last moment.

#include "rolling_scenes.hpp"

#include "restart_scenes.hpp"

CHAPTER(rolling_loss, "rolling-restart");

using namespace suites;
using namespace suites::rolling_scenes;

namespace {

constexpr auto migrates = "net.ipv4.tcp_migrate_req";

std::string some_or_none(std::uint64_t count) { return count > 0 ? "some" : "none"; }

constexpr unsigned some = 8;

/// Whether a further worker joins the first before that one stops.
enum class Others { none, one };

/// A worker that is given connections only when there is something to read (TCP_DEFER_ACCEPT), and clients that believe
/// they are connected but say nothing until it has ended. What they hear then.
Seen half_open(Trial &trial, const Host &host, const Actor &client, const Transport &net, Others others_then)
{
    const auto deferring = [&](const std::string &name) {
        const auto bound = socket(host.actor(name), net).sharing(both_options).bind(net.any(web(net)));
        return bound.set("TCP_DEFER_ACCEPT", 10).listen();
    };
    auto first = deferring("first");
    const Underway load(client, net, arriving(net, some), Manner::silent);
    trial.premise("what can be accepted while they are silent", some_or_none(first.waiting())).is("none");
    Group others;
    if (others_then == Others::one) others.push_back(deferring("second"));
    first.actor().dies();
    load.speak();
    const auto served = load.served_by(others);
    const auto heard = load.heard();
    trial.premise("every connection", balance_of(served, heard)).is("each is served or cut off");
    return told(heard);
}

} // namespace

CLAIM("rolling.update.half-open",
      "When a worker stops, the connections whose handshake it has not finished are served by the others.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        trial.contrast("those at a server alone that stops", half_open(trial, host, client, net, Others::none))
            .is("a reset");
        trial.expect("those at the stopped worker", half_open(trial, host, client, net, Others::one)).is("an answer");
    }
}

CLAIM("rolling.update.half-open.migrated",
      "With net.ipv4.tcp_migrate_req on, the connections whose handshake a worker that stops has not finished are "
      "served by the others.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        host.set(migrates, "0");
        trial.contrast("those at the stopped worker, without it", half_open(trial, host, client, net, Others::one))
            .is("a reset");
        host.set(migrates, "1");
        trial.expect("those at the stopped worker", half_open(trial, host, client, net, Others::one)).is("an answer");
    }
}

CLAIM("rolling.update.served-connections",
      "When a worker is killed for an update, the clients that it was serving do not notice.",
      "both.rolling-zero-downtime"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto first = worker(host.actor("first"), net);
        auto served = restart_scenes::connected(first, net.loopback(web(net)), client, net.loopback(45001));
        auto second = worker(host.actor("second"), net);
        served.server.send("part");
        trial.contrast("what a client hears before", served.client.receives()).is("got part");
        first.actor().dies();
        trial.expect("what it hears then", served.client.receives()).is("nothing");
    }
}

CLAIM(
    "rolling.update.served-connections.finished",
    "A worker that closes its listening socket but not its connections finishes what it was serving, while the others "
    "get all that comes.",
    "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto first = worker(host.actor("first"), net);
        auto served = restart_scenes::connected(first, net.loopback(web(net)), client, net.loopback(45001));
        auto second = worker(host.actor("second"), net);
        first.close();
        trial.expect("who gets what comes", flows(client, arriving(net, enough_for_each_of_two)).reach({second}))
            .is("second alone");
        served.server.send("rest");
        trial.expect("what its client hears", served.client.receives()).is("got rest");
        first.actor().dies();
        trial.contrast("what its client hears when the worker ends", served.client.receives()).is("end");
    }
}

namespace {

/// What the clients hear of a worker that accepts all that waits, and then closes.
struct Drained {
    Seen early; ///< who came before it found its queue empty
    Seen late;  ///< who came between that and the close
};

Drained drains_and_closes(Trial &trial, const Host &host, const Transport &net, Others others_then)
{
    auto first = worker(host.actor("first"), net);
    const Underway early(host.actor("early"), net, arriving(net, some));
    (void)early.served_by({first});
    trial.premise("what waits when it has accepted all", some_or_none(first.waiting())).is("none");
    const Underway late(host.actor("late"), net, arriving(net, some, source + some));
    Group others;
    if (others_then == Others::one) others.push_back(worker(host.actor("second"), net));
    first.close();
    const auto served = late.served_by(others);
    const auto heard = late.heard();
    trial.premise("every late connection", balance_of(served, heard)).is("each is served or cut off");
    return {.early = told(early.heard()), .late = told(heard)};
}

} // namespace

CLAIM("rolling.update.drained",
      "A worker that accepts until its queue is empty and then closes leaves none of its clients without an answer.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(tcp4, tcp6)) {
        trial
            .contrast("what those hear that come late to a server alone",
                      drains_and_closes(trial, host, net, Others::none).late)
            .is("a reset");
        const auto outcome = drains_and_closes(trial, host, net, Others::one);
        trial.expect("what those hear that it accepted", outcome.early).is("an answer");
        trial.expect("what those hear that come when it has found its queue empty", outcome.late).is("an answer");
    }
}

CLAIM("rolling.update.drained.migrated",
      "With net.ipv4.tcp_migrate_req on, a worker that accepts until its queue is empty and then closes leaves none of "
      "its clients without an answer.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(tcp4, tcp6)) {
        host.set(migrates, "0");
        trial.contrast("what the latest hear without it", drains_and_closes(trial, host, net, Others::one).late)
            .is("a reset");
        host.set(migrates, "1");
        const auto outcome = drains_and_closes(trial, host, net, Others::one);
        trial.expect("what those hear that it accepted", outcome.early).is("an answer");
        trial.expect("what those hear that come when it has found its queue empty", outcome.late).is("an answer");
    }
}

namespace {

/// Of the flows that this worker got before: "received" when all were now, "lost" when none was.
Seen fate_of(const std::string &owner, const Reached &before, const Reached &now)
{
    std::uint64_t received = 0;
    std::uint64_t lost = 0;
    for (unsigned flow = 0; flow < before.flows(); ++flow) {
        if (before.receiver_of(flow) != owner) continue;
        ++(now.receiver_of(flow).empty() ? lost : received);
    }
    const std::string all = received == 0 ? "lost" : lost == 0 ? "received" : "some lost";
    return {received + lost == 0 ? "there are none" : all,
            Statistic{.name = "lost",
                      .value = static_cast<double>(lost),
                      .flows = received + lost,
                      .counts = {{"received", received}, {"lost", lost}}}};
}

/// What waits at a server when it stops, and its successor starts.
Seen after_server_alone(const Host &host, const Actor &client, const Transport &net)
{
    auto server = worker(host.actor("server"), net);
    const auto plan = arriving(net, 1);
    const auto before = flows(client, plan).reach({server});
    const Underway waiting(client, net, plan);
    server.actor().dies();
    return fate_of("server", before, waiting.served_by({worker(host.actor("server"), net)}));
}

} // namespace

CLAIM("rolling.update.waiting-datagrams",
      "When one of four UDP workers stops, the datagrams that wait in its queue are received by the others.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        trial.contrast("one that waited at a server alone", after_server_alone(host, client, net)).is("lost");
        auto group = workers(host, net);
        const auto plan = arriving(net, enough_for_each_of_four);
        const auto before = flows(client, plan).reach(group);
        const Underway load(client, net, plan);
        group.front().actor().dies();
        const auto now = load.served_by(without(group, 0));
        for (const auto *other : {"second", "third", "fourth"})
            trial.premise("those that waited at the " + std::string(other), fate_of(other, before, now)).is("received");
        trial.premise("those that were received twice", some_or_none(now.repeated())).is("none");
        trial.expect("those that waited at the stopped worker", fate_of("first", before, now)).is("received");
    }
}

CLAIM("rolling.update.waiting-datagrams.drained",
      "A UDP worker that receives until its queue is empty and then closes loses none of its datagrams.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        trial
            .contrast("one that waited at a server alone and was not looked for", after_server_alone(host, client, net))
            .is("lost");
        auto group = workers(host, net, two);
        const auto plan = arriving(net, enough_for_each_of_two);
        const auto before = flows(client, plan).reach(group);
        const Underway early(client, net, plan);
        const auto drained = early.served_by(group);
        const Underway late(client, net, plan);
        group.front().close();
        const auto now = late.served_by({group.back()});
        trial.expect("those that it found in its queue", fate_of("first", before, drained)).is("received");
        trial.expect("those that came when it had found its queue empty", fate_of("first", before, now)).is("received");
        trial.premise("those that came to the other", fate_of("second", before, now)).is("received");
        trial.premise("those that were received twice", some_or_none(now.repeated())).is("none");
    }
}
