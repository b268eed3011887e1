// What the chapters on TCP groups play: workers on one port, and clients whose connections they share.
#pragma once

#include "claim.hpp"
#include "sharers.hpp"

#include "words/feature.hpp"
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace suites::tcp_balance_scenes {

constexpr std::array places{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"};
constexpr unsigned port = 8080;
constexpr unsigned source = 20000;
constexpr unsigned other_source = 30000;

// Chance leaves one of four workers without any of 77 connections once in 10^9 trials: 4 (3/4)^77.
constexpr unsigned enough_for_each_of_four = 77;

// By far enough that a pick made anew cannot pass for one that was kept, nor a kept one for a new one.
constexpr unsigned enough_to_compare = 24;

// When a group of four loses a worker, the rarest thing that happens to a connection happens to one in twelve; when it
// gains one, to one in twenty. That none of so many would show it has a probability of 10^-10.
constexpr unsigned enough_to_see_one_leave = 265;
constexpr unsigned enough_to_see_one_join = 450;

const Expected one_worker_alone = any_of({"first alone", "second alone", "third alone", "fourth alone"});

/// The workers of one group, in the order in which they began to listen, each a process with a socket of its own.
using Group = std::vector<Socket>;

const std::vector<std::string> four{"first", "second", "third", "fourth"};

inline void joins(Group &group, const Host &host, const Transport &net)
{
    group.push_back(socket(host.actor(places.at(group.size())), net).reuse_port().bind(net.any(port)).listen());
}

/// Of actors that are there already, and leave the port after their round.
inline Group workers(const std::vector<Actor> &crew, const Transport &net)
{
    Group group;
    for (const auto &worker : crew)
        group.push_back(socket(worker, net).reuse_port().bind(net.any(port)).listen());
    return group;
}

inline Group workers(const Host &host, const Transport &net, std::size_t count)
{
    Group group;
    while (group.size() < count)
        joins(group, host, net);
    return group;
}

/// The process of the worker at this place ends; the others stay as they are.
inline void leaves(Group &group, std::size_t place)
{
    group.at(place).actor().dies();
    group.erase(group.begin() + static_cast<Group::difference_type>(place));
}

inline FlowPlan from_port(const Transport &net, unsigned first, unsigned count)
{
    return {.from = net.loopback(first), .count = count, .to = net.loopback(port)};
}

inline Reached connections(Trial &trial, const Actor &client, const FlowPlan &plan, const Group &group)
{
    auto reached = flows(client, plan).reach(group);
    trial.premise("every connection is accepted once", reached.accounted()).is("each arrived once");
    return reached;
}

/// How connections are spread over a group of so many; a worker that has not come yet gets none.
inline Seen spread(const Reached &reached, std::size_t over)
{
    auto counts = reached.counts();
    while (counts.size() < over)
        counts.emplace_back(places.at(counts.size()), 0);
    return even(counts);
}

/// Whether connections were given to the workers that those before them had been given to, one by one. Of two groups,
/// where one has grown or shrunk, `workers` is the size of the larger one.
inline Seen picks(const Reached &before, const Reached &after, std::size_t workers)
{
    return independent(flows_that_stayed(before, after), std::min(before.flows(), after.flows()),
                       1.0 / static_cast<double>(workers));
}

inline std::size_t place_of(const Group &group, const std::string &name)
{
    const auto found =
        std::find_if(group.begin(), group.end(), [&](const auto &worker) { return worker.actor().name() == name; });
    return static_cast<std::size_t>(found - group.begin());
}

inline std::string arrival(const Socket &from, const Socket &to, const std::string &text)
{
    (void)from.send(text);
    return to.receives() == "got " + text ? "at the worker that accepted it" : "elsewhere";
}

/// An address beside loopback's own that needs no privilege where IP has one; to be had once on a host. Of IPv4 the
/// last byte is the same, which not every hash stirs in well (udp_hash.cpp, beside_loopback()).
inline std::string second_address(const Host &host, const Transport &net)
{
    if (!net.six) return "127.0.2.1:";
    host.has_own_address(net);
    return "[fd00::100]:";
}

inline FlowPlan one_to_one(const std::string &from, const std::string &to)
{
    return {.from = from, .count = enough_to_compare, .to = to};
}

} // namespace suites::tcp_balance_scenes
