// Where TCP connections wait until they are accepted: in one queue, or in one for each listener.

#include "tcp_queue_scenes.hpp"
#include "words/feature.hpp"

CHAPTER(tcp_queues, "queues");

using namespace suites;
using namespace suites::tcp_queue_scenes;

CLAIM("tcp.queues.shared",
      "Without SO_REUSEPORT a port has one accept queue: all connections wait in it, and each process that holds the "
      "listener can take every one.",
      "tcp.shared-queue"_said)
{
    constexpr auto many = enough_for_each_of_three;
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto three = workers(host, 3);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto own = each_listens(three, net, own_port(net));
        auto shared = all_hold_one(three, net, shared_port(net));
        wait_in_line(trial, host, clients, net, source, many, own_port(net));
        wait_in_line(trial, host, clients, net, other_source, nine, shared_port(net));
        trial.contrast("the queues of three workers with SO_REUSEPORT", queues(host, net.any(own_port(net))))
            .is("three");
        trial.expect("the queues of three workers on one listener", queues(host, net.any(shared_port(net)))).is("one");
        trial.contrast("what waits for the third worker with SO_REUSEPORT", waiting_for(own[2], many)).is("some");
        trial.expect("what waits for the third worker on one listener", waiting_for(shared[2], nine)).is("all");
        trial.contrast("what the third worker takes with SO_REUSEPORT", taken_by(own[2], many)).is("some");
        trial.expect("what the third worker takes on one listener", taken_by(shared[2], nine)).is("all");
        leave(clients);
    }
}

CLAIM("tcp.queues.own",
      "With SO_REUSEPORT each listening socket has an accept queue of its own: a worker takes what waits there, and "
      "nothing of what waits for the others.",
      "tcp.rp-own-queue"_said, "cmp.rp-queue"_said)
{
    constexpr auto many = enough_for_each_of_three;
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto three = workers(host, 3);
    const auto left_to_others = [](const Listeners &listeners, const std::vector<unsigned> &before) {
        const auto now = lengths(listeners);
        if (now[1] == before[1] && now[2] == before[2]) return "as much as before";
        return now[1] + now[2] == 0 ? "nothing" : "something else";
    };
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto own = each_listens(three, net, own_port(net));
        auto shared = all_hold_one(three, net, shared_port(net));
        wait_in_line(trial, host, clients, net, source, many, own_port(net));
        wait_in_line(trial, host, clients, net, other_source, nine, shared_port(net));
        const auto before = lengths(own);
        const auto before_shared = lengths(shared);
        trial.premise("each waits in one queue", before[0] + before[1] + before[2] == many ? "yes" : "no").is("yes");
        const auto taken = takes(own[0]).size();
        (void)takes(shared[0]);
        trial.expect("what the first worker takes", taken == before[0] ? "what waited for it" : "something else")
            .is("what waited for it");
        trial.contrast("what it leaves to the others on one listener", left_to_others(shared, before_shared))
            .is("nothing");
        trial.expect("what it leaves to the others", left_to_others(own, before)).is("as much as before");
        leave(clients);
    }
}

CLAIM("tcp.queues.stay",
      "With SO_REUSEPORT a connection that waits for one worker never moves to another's queue, neither when another "
      "is idle nor when one joins.",
      "tcp.rp-own-queue"_said, "tcp.rp-per-connection"_said)
{
    constexpr auto many = enough_for_each_of_two;
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto three = workers(host, 3);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto group = each_listens({three[0], three[1]}, net, own_port(net));
        wait_in_line(trial, host, clients, net, source, many, own_port(net));
        const auto share_of_second = group[1].waiting();
        trial.contrast("what the first worker takes while it works", taken_by(group[0], many)).is("some");
        trial.expect("what it takes when it is idle", taken_by(group[0], many)).is("none");
        group.push_back(socket(three[2], net).reuse_port().bind(net.any(own_port(net))).listen());
        const auto taken_by_newcomer = taken_by(group[2], many);
        trial
            .expect("what waits for the second worker when a third has joined",
                    group[1].waiting() == share_of_second ? "as much as before" : "something else")
            .is("as much as before");
        leave(clients);
        (void)takes(group[1]);
        wait_in_line(trial, host, clients, net, source, many, own_port(net));
        trial.contrast("what the third takes of those who come after it", taken_by(group[2], many)).is("some");
        trial.expect("what it took of those who came before it", taken_by_newcomer).is("none");
        leave(clients);
    }
}

namespace {

/// Clients come until every queue is full; how many are held then.
std::uint64_t fill(const Actor &clients, const Transport &net, unsigned port, unsigned capacity)
{
    // Of 24 rounds of 8 one of four workers gets less than two once in 10^20 trials.
    constexpr unsigned rounds = 24;
    std::uint64_t held = 0;
    for (unsigned round = 0; round < rounds && held < capacity; ++round)
        held += come(clients, net, source + round * capacity, capacity, port).let_in;
    return held;
}

Seen times(std::uint64_t held, std::uint64_t by_one)
{
    Statistic statistic{.name = "connections that wait",
                        .value = static_cast<double>(held),
                        .bound = static_cast<double>(by_one),
                        .false_alarm = false_alarm,
                        .flows = held,
                        .counts = {{"in all", held}, {"at one listener", by_one}}};
    if (by_one == 0 || held % by_one != 0) return {"no multiple", std::move(statistic)};
    const auto factor = held / by_one;
    return {factor == 1 ? "as many" : in_words(factor) + " times as many", std::move(statistic)};
}

} // namespace

CLAIM("tcp.queues.backlogs",
      "A group of N listeners with SO_REUSEPORT holds exactly N times as many waiting connections as one listener.",
      "tcp.backlog-grows"_said, "tcp.rp-linear-scaling"_said, "cmp.rp-gain"_said)
{
    trial.needs(words::feature::overflow_counter);
    constexpr int backlog = 1;
    constexpr unsigned of_one = backlog + 1; // the kernel asks whether there are more than the backlog
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto four = workers(host, 4);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto port = own_port(net) + 1000;
        const auto one_more = [&] { return come(clients, net, other_source, 1, port).outcome(); };
        const auto alone = each_listens({four[0]}, net, port, backlog);
        const auto by_one = fill(clients, net, port, of_one);
        trial.premise("what one listener holds", by_one == of_one ? "its backlog and one more" : "something else")
            .is("its backlog and one more");
        trial.premise("one more who comes", one_more()).is("all turned away");
        leave(clients);
        ++port;
        const auto shared = all_hold_one(four, net, port, backlog);
        const auto by_sharers = fill(clients, net, port, of_one);
        trial.premise("one more who comes to four workers on one", one_more()).is("all turned away");
        leave(clients);
        trial.contrast("four workers on one listener", times(by_sharers, by_one)).is("as many");
        for (const std::size_t size : {2U, 4U}) {
            ++port;
            const auto group = each_listens({four.begin(), four.begin() + static_cast<long>(size)}, net, port, backlog);
            const auto held = fill(clients, net, port, static_cast<unsigned>(size) * of_one);
            trial.expect(in_words(size) + " listeners", times(held, by_one)).is(in_words(size) + " times as many");
            trial.expect("one more who comes to the " + in_words(size), one_more()).is("all turned away");
            leave(clients);
        }
    }
}

CLAIM("tcp.queues.full-beside-empty", "A SO_REUSEPORT group lets a client in as long as any of its listeners has room.",
      "tcp.backlog-grows"_said)
{
    trial.needs(words::feature::overflow_counter);
    constexpr unsigned count = 40; // one of two gets less than three of these once in 10^9 trials
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto two = workers(host, 2);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto alone = socket(two[0], net).bind(net.any(shared_port(net))).listen(1);
        trial.contrast("clients of one small queue", come(clients, net, source, 4, shared_port(net)).outcome())
            .is("some turned away");
        leave(clients);
        const auto small = socket(two[0], net).reuse_port().bind(net.any(own_port(net))).listen(1);
        const auto large = socket(two[1], net).reuse_port().bind(net.any(own_port(net))).listen(count);
        const auto visit = come(clients, net, source, count, own_port(net));
        trial.premise("whether the large queue has room to the last", large.waiting() < count ? "yes" : "no").is("yes");
        trial.expect("clients of a small and a large queue", visit.outcome()).is("all let in");
        leave(clients);
    }
}

namespace {

/// All but the first of these work; how many they serve.
std::uint64_t first_stalls(const Listeners &listeners)
{
    std::uint64_t served = 0;
    for (std::size_t at = 1; at < listeners.size(); ++at)
        served += takes(listeners[at]).size();
    return served;
}

} // namespace

CLAIM("tcp.queues.stalled.own-share",
      "With SO_REUSEPORT a worker that stalls holds up its own share of the connections, and no other.",
      "tcp.rp-own-queue"_said, "cmp.rp-queue"_said)
{
    constexpr auto many = enough_for_each_of_three;
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto three = workers(host, 3);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto own = each_listens(three, net, own_port(net));
        const auto shared = all_hold_one(three, net, shared_port(net));
        wait_in_line(trial, host, clients, net, source, many, own_port(net));
        wait_in_line(trial, host, clients, net, other_source, nine, shared_port(net));
        const auto share_of_first = own[0].waiting();
        const auto served = first_stalls(own);
        (void)first_stalls(shared);
        trial.contrast("who waits for a stalled worker on one listener", waiting_for(shared[0], nine)).is("none");
        trial.expect("who waits for a stalled worker with SO_REUSEPORT", waiting_for(own[0], many)).is("some");
        trial.expect("who is served", served + share_of_first == many ? "all but its share" : "others")
            .is("all but its share");
        leave(clients);
    }
}

CLAIM("tcp.queues.stalled.gain",
      "Workers with SO_REUSEPORT serve as many of the connections that wait as workers on one listener would, also "
      "while one of them stalls.",
      "cmp.rp-gain"_said)
{
    constexpr auto many = enough_for_each_of_three;
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto three = workers(host, 3);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto shared = all_hold_one(three, net, shared_port(net));
        wait_in_line(trial, host, clients, net, other_source, nine, shared_port(net));
        trial
            .premise("who is served on one listener while one of three stalls",
                     share("connections served", first_stalls(shared), nine))
            .is("all");
        const auto own = each_listens(three, net, own_port(net));
        wait_in_line(trial, host, clients, net, source, many, own_port(net));
        trial
            .contrast("who is served by a worker that stalls",
                      share("connections served", own[0].waiting() == many ? many : 0, many))
            .is("none");
        trial.expect("who is served while one of three stalls", share("connections served", first_stalls(own), many))
            .is("all");
        leave(clients);
    }
}
