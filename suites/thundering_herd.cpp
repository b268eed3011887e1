// How many of the workers that wait for a connection are woken by one.

#include "tcp_queue_scenes.hpp"

#include "stage/waiter.hpp"

CHAPTER(thundering_herd, "workers");

using namespace suites;
using namespace suites::tcp_queue_scenes;

namespace {

constexpr unsigned connections_made = 2;

using Waiters = std::vector<Waiter>;

Waiters all_wait(const Listeners &listeners, const Wait &wait)
{
    Waiters waiters;
    for (const auto &listener : listeners)
        waiters.push_back(waits(listener, wait));
    return waiters;
}

struct Round {
    std::uint64_t woken = 0, took = 0;
};

/// What all of them have done since they began to wait; told when all of them sleep again.
Round so_far(const Waiters &waiters)
{
    Round all;
    for (const auto &waiter : waiters) {
        const auto counts = waiter.counts();
        all.woken += counts.woken;
        all.took += counts.took;
    }
    return all;
}

/// Connections come one by one, each when all workers sleep: how many workers each of them wakes.
Seen woken_by_each(const Actor &clients, const Waiters &waiters, const Transport &net, unsigned port)
{
    const auto of = waiters.size();
    std::uint64_t woken = 0;
    bool one = true;
    bool all = true;
    auto before = so_far(waiters);
    for (unsigned connection = 0; connection < connections_made; ++connection) {
        const auto answer = come(clients, net, source + connection, 1, port).outcome();
        if (answer != "all let in") return answer;
        const auto after = so_far(waiters);
        if (after.took != before.took + 1) return "the connection is taken " + in_words(after.took - before.took);
        one = one && after.woken == before.woken + 1;
        all = all && after.woken == before.woken + of;
        woken += after.woken - before.woken;
        before = after;
    }
    leave(clients);
    Statistic statistic{.name = "workers woken",
                        .value = static_cast<double>(woken),
                        .bound = static_cast<double>(connections_made),
                        .false_alarm = 0,
                        .flows = connections_made,
                        .counts = {{"woken", woken}, {"connections", connections_made}}};
    if (woken == 0) return {"nobody", std::move(statistic)};
    return {one ? "one of " + in_words(of) : all ? "all " + in_words(of) : "some", std::move(statistic)};
}

unsigned herd_port(const Transport &net, unsigned arm) { return own_port(net) + 1000 * (arm + 1); }

/// On one listener: how many of four are woken by no connection, and by one.
void ask_one_listener(Trial &trial, const Wait &wait)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto four = workers(host, 4);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto waiters = all_wait(all_hold_one(four, net, herd_port(net, 0)), wait);
        trial.contrast("who is woken before one comes", so_far(waiters).woken == 0 ? "nobody" : "somebody")
            .is("nobody");
        trial.expect("who is woken by each connection", woken_by_each(clients, waiters, net, herd_port(net, 0)))
            .is("all four");
    }
}

} // namespace

CLAIM("tcp.herd.reuseport",
      "With SO_REUSEPORT there is no thundering herd: each connection wakes one of four workers that wait, in "
      "accept or in epoll.",
      "tcp.no-thundering-herd"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto four = workers(host, 4);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        unsigned arm = 0;
        const auto herd = all_wait(all_hold_one(four, net, herd_port(net, arm)), in_epoll);
        trial.contrast("of four on one listener, in epoll", woken_by_each(clients, herd, net, herd_port(net, arm)))
            .is("all four");
        for (const auto &wait : {in_accept, in_epoll}) {
            ++arm;
            const auto waiters = all_wait(each_listens(four, net, herd_port(net, arm)), wait);
            trial
                .expect("of four with SO_REUSEPORT, in " + std::string(wait.label),
                        woken_by_each(clients, waiters, net, herd_port(net, arm)))
                .is("one of four");
        }
    }
}

CLAIM("tcp.herd.one-listener.epoll",
      "It takes SO_REUSEPORT to be spared the thundering herd: a connection wakes all workers that wait in epoll for "
      "one listener.",
      "tcp.no-thundering-herd"_said)
{
    ask_one_listener(trial, in_epoll);
}

CLAIM("tcp.herd.one-listener.epoll-exclusive",
      "It takes SO_REUSEPORT to be spared the thundering herd: a connection wakes all workers that wait in epoll for "
      "one listener, even with EPOLLEXCLUSIVE.",
      "tcp.no-thundering-herd"_said)
{
    ask_one_listener(trial, in_exclusive_epoll);
}

CLAIM("tcp.herd.one-listener.accept",
      "It takes SO_REUSEPORT to be spared the thundering herd: a connection wakes all workers that wait in accept on "
      "one listener.",
      "tcp.no-thundering-herd"_said)
{
    ask_one_listener(trial, in_accept);
}

namespace {

/// One worker is held up while it has the lock of its listener; what becomes of another who accepts meanwhile.
std::string while_one_holds_the_lock(const Socket &holder, const Socket &other, unsigned waiting_for_other)
{
    holds_lock(holder);
    const auto worker = waits(other, in_accept);
    const auto wanted = worker.sleeps_for();
    std::string seen = "it waits for " + wanted;
    if (wanted != "the lock") {
        const bool served = worker.counts().took == waiting_for_other;
        seen = served ? "it accepts all that wait for it" : "it accepts others";
    }
    lets_go_of_lock(holder);
    return seen;
}

} // namespace

CLAIM("tcp.queues.one-lock",
      "Workers on one listener compete for one lock: while one of them holds it, another cannot accept, although "
      "connections wait.",
      "tcp.shared-queue-contention"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto two = workers(host, 2);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto own = each_listens(two, net, own_port(net));
        const auto shared = all_hold_one(two, net, shared_port(net));
        wait_in_line(trial, host, clients, net, source, enough_for_each_of_two, own_port(net));
        wait_in_line(trial, host, clients, net, other_source, nine, shared_port(net));
        trial
            .contrast("the other worker, with SO_REUSEPORT", while_one_holds_the_lock(own[0], own[1], own[1].waiting()))
            .is("it accepts all that wait for it");
        trial.expect("the other worker, on one listener", while_one_holds_the_lock(shared[0], shared[1], nine))
            .is("it waits for the lock");
        leave(clients);
    }
}

CLAIM("tcp.queues.own-lock",
      "With SO_REUSEPORT workers do not compete for a lock: while one of them holds that of its listener, another "
      "accepts all that wait for it.",
      "tcp.rp-no-lock-contention"_said, "cmp.rp-queue"_said)
{
    auto host = trial.host();
    auto clients = host.actor("clients");
    auto two = workers(host, 2);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto own = each_listens(two, net, own_port(net));
        wait_in_line(trial, host, clients, net, source, enough_for_each_of_two, own_port(net));
        const auto other = own[0].passed_to(two[1]);
        trial.contrast("the other worker, on the very listener", while_one_holds_the_lock(own[0], other, 0))
            .is("it waits for the lock");
        trial.expect("the other worker, on its own", while_one_holds_the_lock(own[0], own[1], own[1].waiting()))
            .is("it accepts all that wait for it");
        leave(clients);
    }
}
