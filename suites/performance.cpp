// What makes several workers faster than one, counted instead of timed: how the work is divided, who waits behind whom,
// and whom a worker keeps waiting that has stopped.

#include "tcp_balance_scenes.hpp"
#include "udp_queue_scenes.hpp"

CHAPTER(performance, "performance");

using namespace suites;
using udp_queue_scenes::four;
using udp_queue_scenes::from_many;
using udp_queue_scenes::ports_of;

namespace {

constexpr unsigned burst_size = 128;

/// All of them listen with room for the whole burst.
std::vector<Socket> listening(const std::vector<Socket> &sockets)
{
    std::vector<Socket> listeners;
    for (const auto &socket : sockets)
        listeners.push_back(socket.listen(2 * burst_size));
    return listeners;
}

std::vector<Socket> one_listener(const std::vector<Actor> &crew, const Transport &net, unsigned port)
{
    return listening({socket(crew[0], net).bind(net.any(port))});
}

/// How many accepts 99 of 100 connections of a burst have to wait for, their own included, in these queues.
std::uint64_t accepts_until_99_percent(const Counts &queues)
{
    std::vector<std::uint64_t> waits;
    for (const auto &[owner, length] : queues) {
        for (std::uint64_t place = 1; place <= length; ++place)
            waits.push_back(place);
    }
    if (waits.empty()) throw Unmet("a burst of connections", "accepted ones", "none");
    std::sort(waits.begin(), waits.end());
    return waits[(waits.size() * 99 + 99) / 100 - 1];
}

/// Whether 99 of 100 connections wait for fewer accepts here than there.
Seen against(std::uint64_t here, std::uint64_t there, const Reached &reached)
{
    Statistic statistic{.name = "times fewer accepts until 99 %",
                        .value = static_cast<double>(there) / static_cast<double>(here),
                        .flows = reached.flows(),
                        .counts = {{"here", here}, {"against", there}}};
    return {here < there ? "fewer" : here == there ? "as many" : "more", std::move(statistic)};
}

/// The same against a factor.
Seen shorter_by(double factor, std::uint64_t here, std::uint64_t there, const Reached &reached)
{
    auto seen = against(here, there, reached);
    seen.statistic->bound = factor;
    seen.text = here >= there                     ? "no shorter"
                : seen.statistic->value >= factor ? "as told"
                                                  : "shorter, but not by so much";
    return seen;
}

/// Whether workers who accept at the same pace have done at the same time.
std::string done_together(const Counts &queues)
{
    const auto [least, most] = std::minmax_element(
        queues.begin(), queues.end(), [](const auto &one, const auto &other) { return one.second < other.second; });
    if (queues.size() == 1) return most->second > 0 ? "one" : "nobody";
    return least->second == most->second && most->second > 0 ? "done together" : "not together";
}

struct Workers {
    std::string_view label;
    std::vector<std::string> names;
    unsigned connections;
};

} // namespace

CLAIM("performance.tcp.parts",
      "With SO_REUSEPORT the work of accepting is divided by the number of workers: of many connections none of four, "
      "and none of eight, has more than its part to accept.",
      "tcp.rp-linear-scaling"_said, "perf.tcp-rate"_said, "cmp.rp-gain"_said)
{
    const std::vector<std::string> eight{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"};
    for (const auto &group :
         trial.over(Workers{.label = "four", .names = {"first", "second", "third", "fourth"}, .connections = 400},
                    Workers{.label = "eight", .names = eight, .connections = 512})) {
        auto host = trial.host();
        auto client = host.actor("client");
        const auto connections = [&](unsigned count) {
            return flows(client, {.from = "127.0.0.1:20000", .count = count, .to = "127.0.0.1:8080"});
        };
        auto workers = listening(bound_in_order(host, tcp4, reuse_port, "0.0.0.0:8080", {group.names.front()}));
        trial
            .contrast("what the busiest has to accept while there is one",
                      busiest(connections(8).reach(workers).counts()))
            .is("first alone");
        const std::vector others(group.names.begin() + 1, group.names.end());
        for (const auto &worker : listening(bound_in_order(host, tcp4, reuse_port, "0.0.0.0:8080", others)))
            workers.push_back(worker);
        trial.expect("what the busiest has to accept", busiest(connections(group.connections).reach(workers).counts()))
            .is("its part");
    }
}

CLAIM(
    "performance.tcp.parts.few",
    "With SO_REUSEPORT throughput grows with the workers for few connections as for many: bursts of 32 are divided so "
    "that four workers have done at the same time.",
    "tcp.rp-linear-scaling"_said, "perf.tcp-rate"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = ports_of(net);
        const auto alone = one_listener(crew, net, port + 1);
        trial
            .contrast("who has connections to accept with one worker",
                      done_together(flows(client, from_many(net, 32, port + 1)).burst(alone).counts()))
            .is("one");
        const auto workers = listening(bound_in_order(crew, net, reuse_port, net.any(port)));
        // Dice divide one burst evenly in 0.6 percent of the cases, five of five less than once in 10^11.
        std::string seen = "done together";
        for (const unsigned first : {20000U, 21000U, 22000U, 23000U, 24000U}) {
            const auto burst =
                flows(client, {.from = net.loopback(first), .count = 32, .to = net.loopback(port)}).burst(workers);
            if (done_together(burst.counts()) != "done together") seen = "some idle while others have more to do";
        }
        trial.expect("what becomes of four workers with five bursts", seen).is("done together");
    }
}

CLAIM("performance.tcp.p99",
      "With SO_REUSEPORT and four workers 99 of 100 connections of a burst wait for fewer accepts than with a single "
      "process.",
      "perf.tcp-p99"_said, "cmp.rp-gain"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = ports_of(net);
        const auto burst_to = [&](unsigned to) { return flows(client, from_many(net, burst_size, to)); };
        const auto one = burst_to(port + 1).burst(one_listener(crew, net, port + 1));
        const auto alone = accepts_until_99_percent(one.counts());
        const auto option =
            burst_to(port + 2).burst(listening({socket(crew[0], net).reuse_port().bind(net.any(port + 2))}));
        trial
            .contrast("for how many they wait with one that has the option",
                      against(accepts_until_99_percent(option.counts()), alone, option))
            .is("as many");
        const auto group = burst_to(port).burst(listening(bound_in_order(crew, net, reuse_port, net.any(port))));
        trial
            .expect("for how many they wait with four workers",
                    against(accepts_until_99_percent(group.counts()), alone, group))
            .is("fewer");
    }
}

CLAIM("performance.tcp.p99.guide-factor",
      "With SO_REUSEPORT and four workers 99 of 100 connections of a burst wait 4.2 times shorter than with a single "
      "process, counted in accepts they wait for.",
      "perf.tcp-p99"_said)
{
    constexpr double factor = 4.2;
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const auto burst_to = [&](unsigned to) { return flows(client, from_many(tcp4, burst_size, to)); };
    const auto one = burst_to(5001).burst(one_listener(crew, tcp4, 5001));
    const auto alone = accepts_until_99_percent(one.counts());
    trial.contrast("how much shorter with one process", shorter_by(factor, alone, alone, one)).is("no shorter");
    const auto group = burst_to(5000).burst(listening(bound_in_order(crew, tcp4, reuse_port, "0.0.0.0:5000")));
    trial
        .expect("how much shorter with four workers",
                shorter_by(factor, accepts_until_99_percent(group.counts()), alone, group))
        .is("as told");
}

namespace {

/// How many of 128 connections are accepted by those of these workers who go on.
std::string accepted_by(const std::vector<Socket> &workers, const Actor &client, const Transport &net, unsigned port)
{
    constexpr unsigned count = 128;
    const auto accepted = flows(client, from_many(net, count, port)).reach(workers).held();
    return accepted == 0 ? "none" : accepted * 100 >= std::uint64_t{count} * 99 ? "99 of 100" : "fewer than 99 of 100";
}

} // namespace

CLAIM("performance.tcp.p99.stalled-worker",
      "With SO_REUSEPORT 99 of 100 connections are accepted without waiting also while one of four workers is held up.",
      "perf.tcp-p99"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = ports_of(net);
        const auto one = one_listener(crew, net, port + 1);
        const auto same_listener = one.front().passed_to(crew[1]);
        trial
            .premise("how many another worker of the same listener accepts",
                     accepted_by({same_listener}, client, net, port + 1))
            .is("99 of 100");
        auto workers = listening(bound_in_order(crew, net, reuse_port, net.any(port)));
        trial.premise("how many the four accept while none is held up", accepted_by(workers, client, net, port))
            .is("99 of 100");
        trial
            .contrast("how many are accepted while a single process is held up",
                      accepted_by(workers, client, net, port + 1))
            .is("none");
        workers.pop_back();
        trial.expect("how many the three others accept", accepted_by(workers, client, net, port)).is("99 of 100");
    }
}

CLAIM("performance.udp.five-fold",
      "Four processes with SO_REUSEPORT take five times the datagrams of one: the busiest of them has at most a fifth "
      "to read.",
      "perf.udp-rate"_said, "cmp.rp-gain"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const auto part_of_busiest = [&](const Sharing &options, const Transport &net, unsigned port) {
        const auto workers = bound_in_order(crew, net, options, net.any(port));
        const auto counts = flows(client, from_many(net, 320, port)).reach(workers).counts();
        auto seen = busiest(counts);
        const auto fifth = std::all_of(counts.begin(), counts.end(), [](const auto &one) { return one.second <= 64; });
        if (seen.text == "its part" && !fifth) seen.text = "a quarter";
        return seen;
    };
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = ports_of(net);
        trial.contrast("the part of the busiest with SO_REUSEADDR", part_of_busiest(reuse_addr, net, port + 1))
            .is("fourth alone");
        trial.expect("the part of the busiest with SO_REUSEPORT", part_of_busiest(reuse_port, net, port)).is("a fifth");
    }
}
