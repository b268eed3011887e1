// What becomes of flows when processes leave, join, restart and connect.

#include "udp_balance_scenes.hpp"

CHAPTER(udp_members, "affinity");

using namespace suites;
using namespace suites::udp_balance_scenes;

namespace {

/// The flows that were not dealt to who left: whether they are with the process they were with; or, when one has
/// joined, with that one.
Seen kept(const Reached &before, const Reached &after, const std::string &left, const std::string &joined = "")
{
    std::uint64_t stayed = 0;
    std::uint64_t moved = 0;
    for (unsigned flow = 0; flow < before.flows(); ++flow) {
        if (before.receiver_of(flow) == left) continue;
        const auto now = after.receiver_of(flow);
        ++(!now.empty() && (now == before.receiver_of(flow) || now == joined) ? stayed : moved);
    }
    Statistic statistic{.name = "flows moved although their process stayed",
                        .value = static_cast<double>(moved),
                        .flows = stayed + moved,
                        .counts = {{"kept", stayed}, {"moved", moved}}};
    return {moved == 0 ? "kept" : "moved", std::move(statistic)};
}

} // namespace

CLAIM("udp.balance.affinity-kept.leaving",
      "With SO_REUSEPORT affinity is maintained when one of four processes leaves: the flows of those that stay remain "
      "with them.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        std::vector<Actor> processes;
        for (const auto &name : four)
            processes.push_back(host.actor(name));
        for (std::size_t leaver = 0; leaver < four.size(); ++leaver) {
            const auto &name = four[leaver];
            const auto port = 5000 + static_cast<unsigned>(leaver);
            std::vector<Socket> workers;
            for (const auto &process : processes)
                workers.push_back(socket(process, net).reuse_port().bind(net.any(port)));
            // The smallest share that moves together is a twelfth: 320 flows miss it less than once in 10^12 times.
            const auto all = flows(client, {.from = net.loopback(20000), .count = 320, .to = net.loopback(port)});
            const auto before = all.reach(workers);
            workers[leaver].close();
            workers.erase(workers.begin() + static_cast<std::ptrdiff_t>(leaver));
            const auto after = all.reach(workers);

            const auto when = " when the " + name + " leaves";
            trial.contrast("who gets the " + name + "'s flows" + when, whose(after.took_over(before, name), name))
                .is("others");
            trial.expect("the flows of the others" + when, kept(before, after, name)).is("kept");
            for (const auto &worker : workers) {
                const auto &owner = worker.actor().name();
                trial.expect("who gets the " + owner + "'s flows" + when, after.took_over(before, owner))
                    .is(owner + " alone");
            }
        }
    }
}

CLAIM("udp.balance.affinity-kept.leaving-three",
      "With SO_REUSEPORT affinity is maintained when the second of three processes leaves: the flows of the other two "
      "remain with them.",
      "udp.rp-affinity-kept"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto all = flows(client, sources(net, 128));
        const auto workers = bound_in_order(host, net, reuse_port, net.any(5000), {"first", "second", "third"});
        const auto before = all.reach(workers);
        workers[1].close();
        const auto after = all.reach({workers[0], workers[2]});
        trial.contrast("who gets the second's flows", whose(after.took_over(before, "second"), "second")).is("others");
        trial.expect("the flows of the others", kept(before, after, "second")).is("kept");
    }
}

CLAIM("udp.balance.affinity-kept.joining",
      "With SO_REUSEPORT affinity is maintained when a fifth process joins four: each flow remains where it was or "
      "goes to the new one.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        auto workers = four_workers(host, net, net.any(5000));
        // The smallest share that moves together is a twentieth: 512 flows miss it less than once in 10^11 times.
        const auto all = flows(client, sources(net, 512));
        const auto before = all.reach(workers);
        trial.contrast("who gets datagrams before it joins", before).is("first, second, third and fourth");
        workers.push_back(bound_in_order(host, net, reuse_port, net.any(5000), {"fifth"}).front());
        const auto after = all.reach(workers);
        trial.expect("the flows of the four", kept(before, after, "", "fifth")).is("kept");
        for (const auto &owner : four)
            trial.expect("who gets the " + owner + "'s flows", after.took_over(before, owner))
                .is(any_of({owner + " alone", owner + " and fifth"}));
    }
}

CLAIM("udp.balance.affinity-kept.restarting",
      "With SO_REUSEPORT affinity is maintained when one of four processes is restarted: each flow is with the process "
      "it was with before.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said, "guide.affinity"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(udp4, udp6)) {
        for (std::size_t restarted = 0; restarted < four.size(); ++restarted) {
            const auto &name = four[restarted];
            const auto port = 5000 + static_cast<unsigned>(restarted);
            auto workers = bound_in_order(host, net, reuse_port, net.any(port), four);
            const auto all = flows(client, {.from = net.loopback(20000), .count = 96, .to = net.loopback(port)});
            const auto before = all.reach(workers);
            workers[restarted].actor().dies();
            auto others = workers;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(restarted));
            trial
                .contrast("who gets the " + name + "'s flows while it is away",
                          whose(all.reach(others).took_over(before, name), name))
                .is("others");
            workers[restarted] = bound_in_order(host, net, reuse_port, net.any(port), {name}).front();
            const auto after = all.reach(workers);
            trial.expect("the flows of the others when the " + name + " is restarted", kept(before, after, name))
                .is("kept");
            trial.expect("who gets the " + name + "'s flows when it is restarted", after.took_over(before, name))
                .is(name + " alone");
        }
    }
}

namespace {

/// What becomes of the other processes' flows when the second of four connects its socket to a peer of its own.
Seen kept_beside_connected(Trial &trial, const Transport &net, const std::string &endpoint)
{
    auto host = trial.host();
    const auto all = flows(host.actor("client"), sources(net, 128));
    auto workers = four_workers(host, net, endpoint);
    const auto before = all.reach(workers);
    workers[1].connect(net.loopback(40001)).must_stand();
    const auto after = all.reach(workers);
    trial.contrast("who gets the flows of the one that connects", whose(after.took_over(before, "second"), "second"))
        .is("others");
    return kept(before, after, "second");
}

} // namespace

CLAIM("udp.balance.affinity-kept.connecting",
      "With SO_REUSEPORT affinity is maintained when one of four processes that are bound to a specific address "
      "connects its socket to a peer: the flows of the others remain with them.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said)
{
    for (const auto &net : trial.over(udp4, udp6))
        trial.expect("the flows of the others", kept_beside_connected(trial, net, net.loopback(5000))).is("kept");
}

CLAIM("udp.balance.affinity-kept.connecting-wildcard",
      "With SO_REUSEPORT affinity is maintained when one of four processes that are bound to the wildcard address "
      "connects its socket to a peer: the flows of the others remain with them.",
      "udp.rp-affinity-kept"_said, "udp.rp-same-source"_said)
{
    for (const auto &net : trial.over(udp4, udp6))
        trial.expect("the flows of the others", kept_beside_connected(trial, net, net.any(5000))).is("kept");
}
