// What the chapters on real servers play: their sockets as the kernel shows them, and who answers.
#pragma once

#include "claim.hpp"

#include "stage/daemon.hpp"
#include "stage/requests.hpp"
#include "words/feature.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace suites::field_scenes {

namespace feature = words::feature;

/// The distributions' user for web servers, and one for a database as well: it has a name on every machine.
constexpr Uid unprivileged = uid(33);

inline std::string in_words(std::size_t count)
{
    constexpr std::array words{"no", "one", "two", "three", "four", "five"};
    return count < words.size() ? words.at(count) : std::to_string(count);
}

/// Whether processes watch a socket each, or share one: "four sockets, each watched by one of four", "one socket,
/// watched by each of four".
inline std::string watched(const std::vector<HeldSocket> &sockets, const std::vector<pid_t> &workers)
{
    std::set<pid_t> watchers;
    bool one_each = true;
    bool all_each = true;
    for (const auto &socket : sockets) {
        watchers.insert(socket.watchers.begin(), socket.watchers.end());
        one_each = one_each && socket.watchers.size() == 1;
        all_each = all_each &&
                   std::set(socket.watchers.begin(), socket.watchers.end()) == std::set(workers.begin(), workers.end());
    }
    const bool by_all = watchers == std::set(workers.begin(), workers.end());
    const auto count = in_words(sockets.size()) + (sockets.size() == 1 ? " socket" : " sockets");
    if (one_each && by_all && sockets.size() == workers.size())
        return count + ", each watched by one of " + in_words(workers.size());
    if (all_each && !sockets.empty()) return count + ", watched by each of " + in_words(workers.size());
    return count + ", watched by " + in_words(watchers.size());
}

/// Who has a descriptor of each of the sockets: "the master and every worker", "one worker", or "others".
inline std::string held(const std::vector<HeldSocket> &sockets, pid_t master, std::vector<pid_t> workers)
{
    bool by_one = !sockets.empty();
    workers.insert(workers.begin(), master);
    const std::set all(workers.begin(), workers.end());
    bool by_all = !sockets.empty();
    for (const auto &socket : sockets) {
        by_one = by_one && socket.holders.size() == 1 && socket.holders.front() != master;
        by_all = by_all && std::set(socket.holders.begin(), socket.holders.end()) == all;
    }
    return by_one ? "one worker" : by_all ? "the master and every worker" : "others";
}

/// What servers are called in the order in which they were started.
constexpr std::array places{"first", "second", "third", "fourth"};

/// By whom requests were answered, counted over all who could have been.
inline Counts answered_by(const Answers &answers, const std::vector<pid_t> &workers)
{
    Counts counts;
    for (std::size_t place = 0; place < workers.size(); ++place) {
        const auto &servers = answers.by_server();
        const auto found = std::find_if(servers.begin(), servers.end(),
                                        [&](const auto &one) { return one.first == std::to_string(workers[place]); });
        counts.emplace_back(places.at(place), found == servers.end() ? 0 : found->second);
    }
    return counts;
}

/// Connections come one by one, each when all workers sleep: how many of them each wakes.
inline Seen woken_by_each(const Daemon &daemon, const std::vector<pid_t> &workers, const Actor &client)
{
    constexpr unsigned connections = 12;
    Counts woken_times;
    std::vector<std::uint64_t> times(workers.size() + 1);
    auto before = daemon.sleeps(workers);
    for (unsigned connection = 0; connection < connections; ++connection) {
        const Requests one(client, "127.0.0.1:80", {.at_once = 1, .count = 1});
        if (one.end().fates() != "answered") return "a request is not answered";
        const auto after = daemon.sleeps(workers);
        std::size_t woken = 0;
        for (std::size_t place = 0; place < workers.size(); ++place)
            woken += after[place] > before[place] ? 1 : 0;
        ++times.at(woken);
        before = after;
    }
    for (std::size_t woken = 0; woken < times.size(); ++woken)
        woken_times.emplace_back(in_words(woken) + " woken", times[woken]);
    Statistic statistic{.name = "connections", .value = connections, .flows = connections, .counts = woken_times};
    const auto of = " of " + in_words(workers.size());
    if (times.at(1) == connections) return {"one" + of, std::move(statistic)};
    if (times.back() == connections) return {"all " + in_words(workers.size()), std::move(statistic)};
    return {"some", std::move(statistic)};
}

inline Seen told(const Answers &answers)
{
    std::uint64_t all = 0;
    for (const auto &[fate, count] : answers.counts())
        all += count;
    return {answers.fates(),
            Statistic{.name = "requests", .value = static_cast<double>(all), .flows = all, .counts = answers.counts()}};
}

} // namespace suites::field_scenes
