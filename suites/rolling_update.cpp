// The whole rolling update: what becomes of all that is on its way while each worker is replaced.

#include "rolling_scenes.hpp"

CHAPTER(rolling_update, "rolling-restart");

using namespace suites;
using namespace suites::rolling_scenes;

namespace {

/// All four, one after the other: what is sent while one is away, and when it is back.
void replace_each(Trial &trial, const Host &host, const Actor &client, const Transport &net, unsigned count)
{
    auto group = workers(host, net);
    for (std::size_t place = 0; place < four.size(); ++place) {
        const auto &name = four[place];
        group[place].actor().dies();
        const auto away = flows(client, arriving(net, count)).reach(without(group, place));
        trial.expect("what comes while the " + name + " is away", away.accounted()).is("each arrived once");
        group[place] = worker(host.actor(name), net);
        trial.expect("the " + name + "'s successor", group[place]).is(allowed);
        const auto back = flows(client, arriving(net, count)).reach(group);
        trial.expect("what comes when the " + name + " is back", back.accounted()).is("each arrived once");
    }
}

} // namespace

CLAIM("rolling.update.connections",
      "While each of four workers on port 80 is stopped and started, one after the other, every connection made "
      "between these steps is accepted.",
      "both.rolling-zero-downtime"_said, "use.web-ha"_said, "both.rolling-stop"_said)
{
    constexpr unsigned some = 8;
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto alone = host.actor("server");
        worker(alone, net).must_stand();
        alone.dies();
        trial
            .contrast("one that comes while a server alone is away",
                      socket(client, net).connect(net.loopback(web(net))))
            .is(connect_denied(ECONNREFUSED));
        replace_each(trial, host, client, net, some);
    }
}

CLAIM("rolling.update.datagrams",
      "While each of four UDP workers is stopped and started, one after the other, every datagram sent between these "
      "steps is received.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    constexpr unsigned some = 16;
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        auto old = worker(host.actor("server"), net);
        old.actor().dies();
        const Underway meanwhile(client, net, arriving(net, 1));
        auto successor = worker(host.actor("server"), net);
        trial.contrast("one that comes while a server alone is away", meanwhile.served_by({successor}).accounted())
            .is("1 lost");
        successor.close();
        replace_each(trial, host, client, net, some);
    }
}

CLAIM("rolling.update.affinity",
      "After a rolling update, in which each of four workers was replaced, every client reaches the successor of the "
      "worker that it reached before.",
      "both.rolling-zero-downtime"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, udp6)) {
        auto group = workers(host, net);
        const auto load = flows(client, arriving(net, enough_for_each_of_four));
        const auto before = load.reach(group);
        const auto replace = [&](std::size_t place) {
            group[place].actor().dies();
            group[place] = worker(host.actor(four[place]), net);
        };
        replace(0);
        trial
            .contrast("who gets the first's clients while it alone is replaced",
                      load.reach(group).took_over(before, four[0]))
            .is(any_of({"second alone", "third alone", "fourth alone"}));
        for (std::size_t place = 1; place < four.size(); ++place)
            replace(place);
        const auto after = load.reach(group);
        trial.premise("what comes after the update", after.accounted()).is("each arrived once");
        for (const auto &name : four)
            trial.expect("who gets the " + name + "'s clients", after.took_over(before, name)).is(name + " alone");
    }
}

namespace {

constexpr auto migrates = "net.ipv4.tcp_migrate_req";

/// What becomes of connections that wait at the first worker when it ends, and at the others.
struct Outcome {
    std::string of_stopped; ///< "served by the others", "reset"
    std::string of_others;
    Seen heard;
};

/// "served by the others" when all are answered, "reset" when as many are as waited at the stopped worker.
Outcome outcome_of(Trial &trial, const Reached &served, const Heard &heard, unsigned at_stopped)
{
    trial.premise("every connection", balance_of(served, heard)).is("each is served or cut off");
    const auto answered = heard.count_of("an answer");
    const auto reset = heard.count_of("a reset");
    const auto others = heard.flows() - at_stopped;
    const bool all = answered == heard.flows();
    const bool exactly_those = reset == at_stopped && answered == others;
    return {.of_stopped = all             ? "served by the others"
                          : exactly_those ? "reset"
                                          : "some of this and some of that",
            .of_others = all || exactly_those ? "served" : "not all served",
            .heard = told(heard)};
}

std::string some_or_none(unsigned count) { return count > 0 ? "some" : "none"; }

/// Four workers with connections waiting at each, of whom the first ends; what becomes of those.
Outcome first_ends(Trial &trial, const Host &host, const Actor &client, const Transport &net)
{
    auto group = workers(host, net);
    const Underway load(client, net, arriving(net, enough_for_each_of_four));
    const auto waiting = group.front().waiting();
    trial.premise("connections that wait at the first", some_or_none(waiting)).is("some");
    group.front().actor().dies();
    const auto served = load.served_by(without(group, 0));
    return outcome_of(trial, served, load.heard(), waiting);
}

/// What a client hears that came when the first was alone, when that ends and another has joined.
Seen waits_at_first(const Host &host, const Actor &client, const Transport &net)
{
    auto first = worker(host.actor("first"), net);
    const Underway load(client, net, arriving(net, 1));
    auto second = worker(host.actor("second"), net);
    first.actor().dies();
    (void)load.served_by({second});
    return told(load.heard());
}

} // namespace

CLAIM("rolling.update.waiting-connections",
      "When one of four workers stops, the connections that wait in its queue to be accepted are served by the others.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        {
            auto alone = worker(host.actor("server"), net);
            const Underway load(client, net, arriving(net, 1));
            alone.actor().dies();
            trial.contrast("what one hears that waited at a server alone", told(load.heard())).is("a reset");
        }
        const auto outcome = first_ends(trial, host, client, net);
        trial.expect("those that waited at the others", outcome.of_others).is("served");
        trial.expect("those that waited at the stopped worker", outcome.of_stopped).is("served by the others");
        trial.expect("what all clients hear", outcome.heard).is("an answer");
    }
}

CLAIM("rolling.update.waiting-connections.migrated",
      "With net.ipv4.tcp_migrate_req on, the connections that wait in the queue of a worker that stops are served by "
      "the others.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        host.set(migrates, "0");
        trial.contrast("what one hears that waited at a stopped worker, without it", waits_at_first(host, client, net))
            .is("a reset");
        host.set(migrates, "1");
        const auto outcome = first_ends(trial, host, client, net);
        trial.expect("those that waited at the stopped worker", outcome.of_stopped).is("served by the others");
        trial.expect("what all clients hear", outcome.heard).is("an answer");
    }
}
