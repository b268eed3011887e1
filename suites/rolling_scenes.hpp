// What the chapters on rolling restarts play: the guide's web server, four workers on one port, each stopped and
// started while connections keep coming.
#pragma once

#include "claim.hpp"
#include "sharers.hpp"

#include "stage/underway.hpp"

namespace suites::rolling_scenes {

const std::vector<std::string> four{"first", "second", "third", "fourth"};
const std::vector<std::string> two{"first", "second"};

/// The guide's port; for IPv6 the next, because its wildcard address takes in IPv4.
constexpr unsigned web(const Transport &net) { return net.six ? 81 : 80; }

// Chance leaves one of four workers without any of 77 flows once in 10^9 trials: 4 (3/4)^77; one of three without any
// of 54, and one of two without any of 31.
constexpr unsigned enough_for_each_of_four = 77;
constexpr unsigned enough_for_each_of_three = 54;
constexpr unsigned enough_for_each_of_two = 31;

constexpr unsigned source = 20000;

using Group = std::vector<Socket>;

/// Takes the port as a worker does: bound, and listening where there is such a thing.
inline Socket takes(const Socket &socket, const std::string &endpoint)
{
    const auto bound = socket.bind(endpoint);
    return socket.transport().stream ? bound.listen() : bound;
}

inline Socket worker(const Actor &process, const Transport &net, const Sharing &options = both_options)
{
    return takes(socket(process, net).sharing(options), net.any(web(net)));
}

/// A process for each name, each with a socket of its own on the port.
inline Group workers(const Host &host, const Transport &net, const std::vector<std::string> &names = four,
                     const Sharing &options = both_options)
{
    Group group;
    for (const auto &name : names)
        group.push_back(worker(host.actor(name), net, options));
    return group;
}

/// The same of processes that are there already.
inline Group workers(const std::vector<Actor> &crew, const Transport &net, const Sharing &options = both_options)
{
    Group group;
    for (const auto &process : crew)
        group.push_back(worker(process, net, options));
    return group;
}

inline std::vector<Actor> crew_of(const Host &host, const std::vector<std::string> &names = four)
{
    return actors(host, names);
}

inline Group without(const Group &group, std::size_t place)
{
    auto others = group;
    others.erase(others.begin() + static_cast<Group::difference_type>(place));
    return others;
}

inline FlowPlan arriving(const Transport &net, unsigned count, unsigned first_port = source)
{
    return {.from = net.loopback(first_port), .count = count, .to = net.loopback(web(net))};
}

inline Seen told(const Heard &heard)
{
    return {heard.everybody(), Statistic{.name = "connections",
                                         .value = static_cast<double>(heard.flows()),
                                         .flows = heard.flows(),
                                         .counts = heard.counts()}};
}

/// Whether each connection either was served by one worker and got its answer, or was cut off and its client knows.
inline std::string balance_of(const Reached &served, const Heard &heard)
{
    std::uint64_t accepted = 0;
    for (const auto &[worker, count] : served.counts())
        accepted += count;
    for (unsigned flow = 0; flow < heard.flows(); ++flow) {
        const bool answered = heard.of(flow) == "an answer";
        const bool told = answered || heard.of(flow) == "a reset" || heard.of(flow) == "an end";
        if (!told) return "some clients wait in vain";
        if (answered == served.receiver_of(flow).empty()) return "answers do not match what was served";
    }
    return accepted == heard.count_of("an answer") ? "each is served or cut off" : "some are served twice";
}

} // namespace suites::rolling_scenes
