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
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
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
        trial.expect("where it goes when the master has closed it too", flows(client, plan).reach({group.back()}))
            .is("second alone");
    }
}

namespace {

enum class Sockets { of_each_worker, of_the_master };

/// Two workers, of whom the first is replaced while flows wait at both.
struct Replacement {
    std::string waiting_served_by; ///< those that waited at the first
    std::string next_served_by;    ///< those of the same clients that come next
    std::string of_second;         ///< the other's clients
};

Replacement replaces_the_first(const Host &host, const Actor &client, const Transport &net, Sockets of)
{
    auto master = host.actor("master");
    Group held;
    Group group;
    for (const auto &name : two) {
        auto process = host.actor(name);
        held.push_back(worker(of == Sockets::of_the_master ? master : process, net));
        group.push_back(of == Sockets::of_the_master ? held.back().passed_to(process) : held.back());
    }
    const auto plan = arriving(net, enough_for_each_of_two);
    const auto before = flows(client, plan).reach(group);
    Replacement seen;
    {
        const Underway load(client, net, plan);
        group.front().actor().dies();
        auto heir = host.actor("first");
        group.front() = of == Sockets::of_the_master ? held.front().passed_to(heir) : worker(heir, net);
        seen.waiting_served_by = load.served_by(group).took_over(before, "first");
    }
    const auto after = flows(client, plan).reach(group);
    seen.next_served_by = after.took_over(before, "first");
    seen.of_second = after.took_over(before, "second");
    return seen;
}

} // namespace

CLAIM("rolling.update.sockets-handed-over",
      "Where the master holds the workers' sockets and hands a stopped worker's to its successor, the update loses "
      "nothing and every client stays with its worker.",
      "both.rolling-zero-downtime"_said, "use.web-ha"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        trial
            .contrast("who serves what waited at the first, with a socket of its own for each",
                      replaces_the_first(host, client, net, Sockets::of_each_worker).waiting_served_by)
            .is("nobody");
        const auto seen = replaces_the_first(host, client, net, Sockets::of_the_master);
        trial.expect("who serves what waited at the first", seen.waiting_served_by).is("first alone");
        trial.expect("who serves its clients then", seen.next_served_by).is("first alone");
        trial.expect("who serves the second's clients then", seen.of_second).is("second alone");
    }
}
