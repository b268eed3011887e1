// The web server of the guide: four workers behind `listen 80 reuseport`, as far as their sockets go.

#include "rolling_scenes.hpp"

CHAPTER(web_workers, "affinity");

using namespace suites;
using namespace suites::rolling_scenes;

namespace {

/// One listening socket in the hands of two, as a server without the option has it.
Group with_one_socket(const Host &host, const Transport &net)
{
    auto master = host.actor("master");
    auto shared = worker(master, net, reuse_addr);
    Group group;
    for (const auto &name : two)
        group.push_back(shared.passed_to(host.actor(name)));
    return group;
}

} // namespace

CLAIM("web-workers.own-sockets",
      "With `listen 80 reuseport` each of four workers has a listening socket of its own on port 80, and gets its own "
      "connections, whoever of them asks first.",
      "use.nginx"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        {
            const auto sharing = with_one_socket(host, net);
            trial
                .contrast("who gets them when the first asks first, of one socket for all",
                          flows(client, arriving(net, 4)).reach(sharing))
                .is("first alone");
        }
        const auto group = workers(host, net, four, reuse_port);
        trial
            .expect("who gets them when the first asks first, of a socket each",
                    flows(client, arriving(net, enough_for_each_of_four)).reach(group))
            .is("first, second, third and fourth");
    }
}

CLAIM("web-workers.sockets-of-the-master",
      "It makes no difference that the master opens the four sockets of `listen 80 reuseport` and leaves one to each "
      "worker: each gets its own connections.",
      "use.nginx"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        {
            const auto sharing = with_one_socket(host, net);
            trial
                .contrast("who gets them when the first asks first, of one socket for all",
                          flows(client, arriving(net, 4)).reach(sharing))
                .is("first alone");
        }
        auto master = host.actor("master");
        Group group;
        for (const auto &name : four)
            group.push_back(worker(master, net, reuse_port).passed_to(host.actor(name)));
        trial
            .expect("who gets them when the first asks first, of a socket each",
                    flows(client, arriving(net, enough_for_each_of_four)).reach(group))
            .is("first, second, third and fourth");
    }
}

CLAIM("web-workers.accept-work",
      "With `listen 80 reuseport` the work of accepting is split evenly among four workers, instead of falling to "
      "whichever asks.",
      "use.nginx"_said)
{
    // Enough to find out, less than once in a thousand trials in vain, a worker with three times the share of another.
    constexpr unsigned enough_to_weigh = 240;
    auto host = trial.host();
    auto client = host.actor("client");
    {
        const auto sharing = with_one_socket(host, tcp4);
        trial
            .contrast("of one socket for all, while one worker asks and the others are busy",
                      even(flows(client, arriving(tcp4, 4)).reach(sharing).counts()))
            .is("first alone");
    }
    const auto group = workers(host, tcp4, four, reuse_port);
    const auto reached = flows(client, arriving(tcp4, enough_to_weigh)).reach(group);
    trial.premise("every connection", reached.accounted()).is("each arrived once");
    trial.expect("of a socket each", even(reached.counts())).is("even");
}
