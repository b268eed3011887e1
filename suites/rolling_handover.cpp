// A rolling restart in which sockets outlive their workers, because the master holds them as well.

#include "rolling_scenes.hpp"

CHAPTER(rolling_handover, "rolling-restart");

using namespace suites;
using namespace suites::rolling_scenes;

CLAIM("rolling.stop.socket-held-by-master",
      "When a worker ends whose socket its master holds as well, the other workers get all that comes afterwards.",
      "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, udp6)) {
        auto master = host.actor("master");
        auto group = workers(host, net, two);
        auto held = group.front().passed_to(master);
        const auto plan = arriving(net, enough_for_each_of_two);
        trial.contrast("who gets what comes before", flows(client, plan).reach(group)).is("first and second");
        group.front().actor().dies();
        {
            const Underway load(client, net, plan);
            const auto lying = load.served_by({group.back(), held});
            trial.expect("where it goes while the master has the socket", lying.receiver()).is("second alone");
        }
        held.close();
        trial
            .expect("where it goes when the master has closed it too",
                    flows(client, arriving(net, 4)).reach({group.back()}))
            .is("second alone");
    }
}

namespace {

/// Who serves a connection or datagram that waits at a worker's own socket when it is replaced.
std::string after_replacement(const Host &host, const Actor &client, const Transport &net)
{
    auto stopped = worker(host.actor("first"), net);
    const Underway load(client, net, arriving(net, 1));
    stopped.actor().dies();
    return load.served_by({worker(host.actor("first"), net)}).receiver();
}

} // namespace

CLAIM("rolling.update.sockets-handed-over",
      "Where the master holds the workers' sockets and hands a stopped worker's to its successor, the update loses "
      "nothing and every client stays with its worker.",
      "both.rolling-zero-downtime"_said, "use.web-ha"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, udp6)) {
        trial.contrast("who serves what waited, with a new socket", after_replacement(host, client, net)).is("nobody");

        auto master = host.actor("master");
        const Group held{worker(master, net), worker(master, net)};
        Group group{held.front().passed_to(host.actor("first")), held.back().passed_to(host.actor("second"))};
        const auto plan = arriving(net, enough_for_each_of_two);
        const auto before = flows(client, plan).reach(group);
        const Underway load(client, net, plan);
        group.front().actor().dies();
        group.front() = held.front().passed_to(host.actor("first"));
        const auto after = load.served_by(group);
        trial.expect("whether all are served", after.accounted()).is("each arrived once");
        trial.expect("who serves the first's clients", after.took_over(before, "first")).is("first alone");
        trial.expect("who serves the second's clients", after.took_over(before, "second")).is("second alone");
    }
}
