// Both options together, as the guide combines them: what neither gives alone.

#include "rolling_scenes.hpp"

#include "restart_scenes.hpp"

CHAPTER(combination, "combination");

using namespace suites;
using namespace suites::rolling_scenes;

CLAIM("combination.restart-and-scale",
      "With both options set a server that has stopped is restarted at once as four workers, although its old "
      "connections are in TIME_WAIT, and each of the four gets connections.",
      "both.restart-and-scale"_said, "guide.high-traffic"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = crew_of(host);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto stopped = host.actor("server");
        restart_scenes::leave_time_wait(host, stopped, client, net, both_options, web(net));
        stopped.dies();
        trial.contrast("the first of four with neither", worker(crew[0], net, neither)).is(bind_denied(EADDRINUSE));
        auto alone = worker(crew[0], net, reuse_addr);
        trial.premise("the first of four with SO_REUSEADDR alone", alone).is(allowed);
        trial.contrast("the second of them", worker(crew[1], net, reuse_addr)).is(bind_denied(EADDRINUSE));
        alone.close();
        const auto group = workers(crew, net);
        for (const auto &one : group)
            trial.expect("the " + one.actor().name() + " of four with both", one).is(allowed);
        trial.expect("who gets connections", flows(client, arriving(net, enough_for_each_of_four)).reach(group))
            .is("first, second, third and fourth");
    }
}

CLAIM("combination.restart-and-scale.datagrams",
      "With both options set a UDP server that has stopped is restarted at once as four workers, and each of the four "
      "gets datagrams.",
      "both.restart-and-scale"_said, "guide.high-traffic"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = crew_of(host);
    for (const auto &net : trial.over(udp4, udp6)) {
        auto stopped = worker(host.actor("server"), net);
        trial.contrast("one with neither, while the old one lives", worker(crew[0], net, neither))
            .is(bind_denied(EADDRINUSE));
        stopped.actor().dies();
        const auto group = workers(crew, net);
        for (const auto &one : group)
            trial.expect("the " + one.actor().name() + " of four with both", one).is(allowed);
        trial.expect("who gets datagrams", flows(client, arriving(net, enough_for_each_of_four)).reach(group))
            .is("first, second, third and fourth");
    }
}

CLAIM(
    "combination.scaling-needs-both",
    "It takes both options to restart as several workers: with SO_REUSEPORT alone a server that has stopped cannot be "
    "restarted while its old connections are in TIME_WAIT.",
    "both.restart-and-scale"_said, "guide.high-traffic"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto stopped = host.actor("server");
        restart_scenes::leave_time_wait(host, stopped, client, net, reuse_port, web(net));
        stopped.dies();
        auto with_both = worker(host.actor("first"), net);
        trial.contrast("a worker with both", with_both).is(allowed);
        with_both.close();
        const auto alone = worker(host.actor("first"), net, reuse_port);
        trial.expect("the first of two with SO_REUSEPORT alone", alone).is(bind_denied(EADDRINUSE));
        trial.expect("the second of them", worker(host.actor("second"), net, reuse_port)).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("combination.scaling-needs-both.datagrams",
      "It takes both options for several UDP workers on one port: with SO_REUSEPORT alone there is one only.",
      "both.restart-and-scale"_said, "guide.high-traffic"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(udp4, udp6)) {
        auto group = workers(host, net, two);
        trial.contrast("the second of two with both", group.back()).is(allowed);
        for (const auto &one : group)
            one.close();
        const auto alone = workers(host, net, two, reuse_port);
        trial.expect("the second of two with SO_REUSEPORT alone", alone.back()).is(bind_denied(EADDRINUSE));
    }
}

namespace {

/// What one who asks for the port may meet there.
struct Holder {
    std::string_view label;
    Sharing options;
    bool takes_all; ///< listens, where there is such a thing
};

std::vector<Holder> holders()
{
    return {{.label = "SO_REUSEADDR, bound", .options = reuse_addr, .takes_all = false},
            {.label = "SO_REUSEPORT, bound", .options = reuse_port, .takes_all = false},
            {.label = "both, bound", .options = both_options, .takes_all = false},
            {.label = "SO_REUSEPORT, listening", .options = reuse_port, .takes_all = true},
            {.label = "both, listening", .options = both_options, .takes_all = true}};
}

} // namespace

CLAIM("combination.most-flexible",
      "Whoever sets both options can bind beside every holder of the port beside whom one of the options alone would "
      "do.",
      "both.golden-rule"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        auto asker = host.actor("asker");
        auto holding = host.actor("holder");
        for (const auto &holder : holders()) {
            const auto bound = socket(holding, net).sharing(holder.options).bind(net.any(web(net)));
            if (holder.takes_all && net.stream) (void)bound.listen();
            const auto asks = [&](const Sharing &options) {
                const auto attempt = socket(asker, net).sharing(options).bind(net.any(web(net)));
                auto answer = attempt.outcome();
                attempt.close();
                return answer;
            };
            const auto beside = " beside " + std::string(holder.label);
            trial.contrast("one with neither" + beside, asks(neither)).is(bind_denied(EADDRINUSE));
            const bool one_would_do = asks(reuse_addr) == "ok" || asks(reuse_port) == "ok";
            trial.premise("one with one of them" + beside, one_would_do ? "ok" : "refused").is(allowed);
            trial.expect("one with both" + beside, asks(both_options)).is(allowed);
            bound.close();
        }
    }
}
