// A rolling restart: what stopping and starting one worker of four does to what comes meanwhile.

#include "rolling_scenes.hpp"

#include "restart_scenes.hpp"

CHAPTER(rolling_restart, "rolling-restart");

using namespace suites;
using namespace suites::rolling_scenes;

CLAIM("rolling.stop.connections",
      "When one of four workers stops, the other three get every connection that comes afterwards, and nobody has to "
      "do anything.",
      "both.rolling-stop"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto alone = host.actor("server");
        worker(alone, net).must_stand();
        alone.dies();
        trial
            .contrast("who gets one after a server alone has stopped",
                      socket(client, net).connect(net.loopback(web(net))))
            .is(connect_denied(ECONNREFUSED));
        auto group = workers(host, net);
        group.front().actor().dies();
        trial
            .expect("who gets them after the first has stopped",
                    flows(client, arriving(net, enough_for_each_of_three)).reach(without(group, 0)))
            .is("second, third and fourth");
    }
}

CLAIM("rolling.stop.datagrams",
      "When one of four UDP workers stops, the other three get every datagram that comes afterwards, and nobody has to "
      "do anything.",
      "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        auto group = workers(host, net);
        const auto load = flows(client, arriving(net, enough_for_each_of_four));
        trial.contrast("who gets them before", load.reach(group)).is("first, second, third and fourth");
        group.front().actor().dies();
        trial.expect("who gets them after the first has stopped", load.reach(without(group, 0)))
            .is("second, third and fourth");
    }
}

CLAIM("rolling.stop.clients-shared-out",
      "When one of four workers stops, the kernel shares its clients out among all of the other three.",
      "both.rolling-stop"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, udp6)) {
        auto group = workers(host, net);
        const auto load = flows(client, arriving(net, enough_for_each_of_four));
        const auto before = load.reach(group);
        trial.contrast("who gets the first's clients before", before.took_over(before, "first")).is("first alone");
        group.front().actor().dies();
        const auto after = load.reach(without(group, 0));
        trial.premise("what comes after the stop", after.accounted()).is("each arrived once");
        trial.expect("who gets them when it has stopped", after.took_over(before, "first"))
            .is("second, third and fourth");
    }
}

CLAIM("rolling.start.beside-the-others",
      "With both options a worker that was stopped is started again at once, beside the three that run and although "
      "old connections of its own are in TIME_WAIT; and it gets its share.",
      "both.rolling-start"_said, "use.web-ha"_said, "both.restart-and-scale"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("first");
    const auto crew = crew_of(host, {"second", "third", "fourth"});
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto stopped = host.actor("first");
        restart_scenes::leave_time_wait(host, stopped, client, net, both_options, web(net));
        stopped.dies();
        auto group = workers(crew, net);
        trial.contrast("a worker with neither", worker(heir, net, neither)).is(bind_denied(EADDRINUSE));
        trial.contrast("a worker with SO_REUSEADDR alone", worker(heir, net, reuse_addr)).is(bind_denied(EADDRINUSE));
        group.push_back(worker(heir, net));
        trial.expect("a worker with both", group.back()).is(allowed);
        trial
            .expect("who gets connections afterwards",
                    flows(client, arriving(net, enough_for_each_of_four)).reach(group))
            .is("second, third, fourth and first");
        group.back().close();
    }
}

CLAIM("rolling.start.beside-the-others.datagrams",
      "With both options a UDP worker that was stopped is started again at once beside the three that run, and gets "
      "its share.",
      "both.rolling-start"_said, "both.restart-and-scale"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("first");
    const auto crew = crew_of(host, {"second", "third", "fourth"});
    for (const auto &net : trial.over(udp4, udp6)) {
        auto group = workers(crew, net);
        trial.contrast("a worker with neither", worker(heir, net, neither)).is(bind_denied(EADDRINUSE));
        group.push_back(worker(heir, net));
        trial.expect("a worker with both", group.back()).is(allowed);
        trial
            .expect("who gets datagrams afterwards", flows(client, arriving(net, enough_for_each_of_four)).reach(group))
            .is("second, third, fourth and first");
        group.back().close();
    }
}

CLAIM("rolling.start.needs-reuseaddr",
      "It is SO_REUSEADDR that lets a new worker bind at once: where the workers have SO_REUSEPORT alone, one that was "
      "stopped cannot be started while old connections of its own are in TIME_WAIT.",
      "both.rolling-start"_said, "guide.high-traffic"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto stopped = host.actor("stopped");
        restart_scenes::leave_time_wait(host, stopped, client, net, reuse_port, web(net));
        stopped.dies();
        auto with_both = worker(heir, net);
        trial.contrast("a worker with both", with_both).is(allowed);
        with_both.close();
        trial.expect("a worker with SO_REUSEPORT alone", worker(heir, net, reuse_port)).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("rolling.start.needs-reuseaddr.datagrams",
      "It is SO_REUSEADDR that lets a new UDP worker bind at once: where the workers have SO_REUSEPORT alone, one that "
      "was stopped cannot be started beside the others.",
      "both.rolling-start"_said, "guide.high-traffic"_said)
{
    auto host = trial.host();
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(udp4, udp6)) {
        auto group = workers(host, net, two, reuse_port);
        group.front().actor().dies();
        auto with_both = worker(heir, net);
        trial.contrast("a worker with both", with_both).is(allowed);
        with_both.close();
        trial.expect("a worker with SO_REUSEPORT alone", worker(heir, net, reuse_port)).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("rolling.start.reuseaddr-suffices",
      "It is SO_REUSEADDR that lets a new worker bind at once: beside workers that have both options one that sets it "
      "alone can be started.",
      "both.rolling-start"_said)
{
    auto host = trial.host();
    auto heir = host.actor("heir");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = workers(host, net, two);
        auto with_port = worker(heir, net, reuse_port);
        trial.contrast("a worker with SO_REUSEPORT instead", with_port).is(allowed);
        with_port.close();
        trial.expect("a worker with SO_REUSEADDR alone", worker(heir, net, reuse_addr)).is(allowed);
    }
}

CLAIM("rolling.start.reuseaddr-suffices.datagrams",
      "It is SO_REUSEADDR that lets a new UDP worker bind at once: beside workers that have both options one that sets "
      "it alone can be started, and takes its share.",
      "both.rolling-start"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto heir = host.actor("third");
    for (const auto &net : trial.over(udp4, udp6)) {
        auto group = workers(host, net, two);
        const auto load = flows(client, arriving(net, enough_for_each_of_three));
        trial.contrast("who gets datagrams before it starts", load.reach(group)).is("first and second");
        group.push_back(worker(heir, net, reuse_addr));
        trial.expect("a worker with SO_REUSEADDR alone", group.back()).is(allowed);
        trial.expect("who gets datagrams afterwards", load.reach(group)).is("first, second and third");
        group.back().close();
    }
}
