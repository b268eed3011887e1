// The web server of the guide: four workers behind `listen 80 reuseport`, as far as their sockets go.

#include "rolling_scenes.hpp"

CHAPTER(web_workers, "affinity");

using namespace suites;
using namespace suites::rolling_scenes;

namespace {

/// Who gets connections of one listening socket that workers share, as a server without the option has it, when the
/// first of them asks first.
Reached of_one_socket(const Actor &client, const Transport &net, const std::vector<Actor> &crew)
{
    auto first = worker(crew[0], net, reuse_addr);
    const Group sharing{first, first.passed_to(crew[1])};
    auto reached = flows(client, arriving(net, 4)).reach(sharing);
    for (const auto &socket : sharing)
        socket.close();
    return reached;
}

} // namespace

CLAIM("web-workers.own-sockets",
      "With `listen 80 reuseport` each of four workers has a listening socket of its own on port 80, and gets its own "
      "connections, whoever of them asks first.",
      "use.nginx"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = crew_of(host);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        trial
            .contrast("who gets them when the first asks first, of one socket for all",
                      of_one_socket(client, net, crew))
            .is("first alone");
        const auto group = workers(crew, net, reuse_port);
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
    const auto crew = crew_of(host);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        trial
            .contrast("who gets them when the first asks first, of one socket for all",
                      of_one_socket(client, net, crew))
            .is("first alone");
        auto master = host.actor("master");
        Group group;
        for (const auto &process : crew)
            group.push_back(worker(master, net, reuse_port).passed_to(process));
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
    // Enough to find out, less than once in a thousand trials in vain, a worker with four times the share of each
    // other.
    constexpr unsigned enough_to_weigh = 240;
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = crew_of(host);
    trial
        .contrast("of one socket for all, while one worker asks and the others are busy",
                  even(of_one_socket(client, tcp4, crew).counts()))
        .is("first alone");
    const auto group = workers(crew, tcp4, reuse_port);
    const auto reached = flows(client, arriving(tcp4, enough_to_weigh)).reach(group);
    trial.premise("every connection", reached.accounted()).is("each arrived once");
    trial.expect("of a socket each", even(reached.counts())).is("even");
}
