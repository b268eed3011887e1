// What the chapters on accept queues play: workers with a listener each, or all on one, and clients who wait.
#pragma once

#include "claim.hpp"

#include "words/tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace suites::tcp_queue_scenes {

constexpr std::array places{"first", "second", "third", "fourth"};
// A port of its own for each version of IP: the wildcard address of IPv6 is that of IPv4 too.
inline unsigned own_port(const Transport &net) { return net.six ? 8090 : 8080; }
inline unsigned shared_port(const Transport &net) { return net.six ? 8091 : 8081; }
constexpr unsigned source = 20000;
constexpr unsigned other_source = 30000;

// Chance leaves one of three workers without any of 54 connections once in 10^9 trials, 3 (2/3)^54; of two, all of 32
// to one as rarely.
constexpr unsigned enough_for_each_of_three = 54;
constexpr unsigned enough_for_each_of_two = 32;

// Where nothing is dealt out, the nine of the guide's drawing will do.
constexpr unsigned nine = 9;

using Listeners = std::vector<Socket>;

/// Processes without any socket as yet.
inline std::vector<Actor> workers(const Host &host, std::size_t count)
{
    std::vector<Actor> made;
    while (made.size() < count)
        made.push_back(host.actor(places.at(made.size())));
    return made;
}

/// Each of them listens by a socket of its own.
inline Listeners each_listens(const std::vector<Actor> &workers, const Transport &net, unsigned port, int backlog = 128)
{
    Listeners listeners;
    for (const auto &worker : workers)
        listeners.push_back(socket(worker, net).reuse_port().bind(net.any(port)).listen(backlog));
    return listeners;
}

/// The first of them listens, and hands the others a descriptor of its socket.
inline Listeners all_hold_one(const std::vector<Actor> &workers, const Transport &net, unsigned port, int backlog = 128)
{
    Listeners listeners{socket(workers.front(), net).bind(net.any(port)).listen(backlog)};
    for (std::size_t at = 1; at < workers.size(); ++at)
        listeners.push_back(listeners.front().passed_to(workers[at]));
    return listeners;
}

/// So many clients connect whom nobody accepts as yet.
inline Waiting come(const Actor &clients, const Transport &net, unsigned from, unsigned count, unsigned port)
{
    return flows(clients, {.from = net.loopback(from), .count = count, .to = net.loopback(port)}).wait();
}

/// The same, each of whom must be let in.
inline void wait_in_line(Trial &trial, const Host &host, const Actor &clients, const Transport &net, unsigned from,
                         unsigned count, unsigned port)
{
    trial.premise("the clients", come(clients, net, from, count, port).outcome()).is("all let in");
    trial
        .premise("the kernel's list of listeners counts them all",
                 host.waiting_at(net.any(port)) == std::to_string(count) ? "yes" : "no")
        .is("yes");
}

inline std::string in_words(std::size_t count)
{
    constexpr std::array words{"none", "one", "two", "three", "four"};
    return count < words.size() ? words.at(count) : "more than four";
}

/// How many accept queues a port has: one for each socket that the kernel lists as listening there.
inline std::string queues(const Host &host, const std::string &where) { return in_words(host.queues_at(where).size()); }

inline std::vector<unsigned> lengths(const Listeners &listeners)
{
    std::vector<unsigned> all;
    for (const auto &listener : listeners)
        all.push_back(listener.waiting());
    return all;
}

/// Whom a worker accepts when it accepts all it can, by their numbers; each is reset.
inline std::vector<std::uint32_t> takes(const Socket &listener)
{
    return words::Tally::parse(collected({listener}).front()).numbers;
}

/// How many of `of`, with the counts.
inline Seen share(std::string name, std::uint64_t part, std::uint64_t of)
{
    Statistic statistic{.name = std::move(name),
                        .value = static_cast<double>(part),
                        .bound = static_cast<double>(of),
                        .false_alarm = false_alarm,
                        .flows = of,
                        .counts = {{"these", part}, {"the others", of - std::min(part, of)}}};
    return {part == 0 ? "none" : part == of ? "all" : part < of ? "some" : "more than there are", std::move(statistic)};
}

inline Seen waiting_for(const Socket &listener, unsigned of)
{
    return share("connections that wait for it", listener.waiting(), of);
}

inline Seen taken_by(const Socket &listener, unsigned of)
{
    return share("connections it took", takes(listener).size(), of);
}

} // namespace suites::tcp_queue_scenes
