#include "actor/kernel_view.hpp"
#include "actor/performer.hpp"
#include "actor/waiting.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

namespace actor {

namespace {

using Clock = std::chrono::steady_clock;

/// "127.0.0.1:8080-127.0.0.1:45001" is one connection, "127.0.0.1:8080" any socket bound there.
struct Which {
    words::Endpoint local;
    std::optional<words::Endpoint> remote;

    explicit Which(const std::string &text) : local(words::Endpoint::parse(text.substr(0, text.find('-'))))
    {
        const auto dash = text.find('-');
        if (dash != std::string::npos) remote = words::Endpoint::parse(text.substr(dash + 1));
    }
    [[nodiscard]] bool names(const SeenSocket &socket) const
    {
        return socket.local.text() == local.text() && (!remote || socket.remote.text() == remote->text());
    }
};

std::vector<SeenSocket> find(const Which &which)
{
    auto all = which.remote ? tcp_connection(which.local, *which.remote) : tcp_sockets(which.local.family());
    std::erase_if(all, [&](const auto &socket) { return !which.names(socket); });
    return all;
}

bool shows(const Which &which, const std::string &state)
{
    const auto found = find(which);
    return std::any_of(found.begin(), found.end(), [&](const auto &socket) { return socket.state == state; });
}

std::string await_state(Performer &self, const Arguments &words)
{
    const Which which(words[1]);
    return becomes_true([&] { return shows(which, words[0]); }, self.patience()) ? "ok" : "nothing";
}

/// Waits until no socket is left there; SECONDS, where given, instead of the usual patience.
std::string await_gone(Performer &self, const Arguments &words)
{
    const Which which(words[0]);
    const auto patience = words.size() > 1 ? std::chrono::seconds(number(words[1])) : self.patience();
    const auto began = Clock::now();
    if (!becomes_true([&] { return find(which).empty(); }, patience)) return "nothing";
    if (words.size() == 1) return "ok";
    const auto took = std::chrono::round<std::chrono::seconds>(Clock::now() - began);
    return "after " + std::to_string(took.count()) + " s";
}

/// The states of these sockets, in a fixed order: "LISTEN,TIME_WAIT", or "none".
std::string states(const std::vector<SeenSocket> &sockets)
{
    std::vector<std::string> states;
    states.reserve(sockets.size());
    for (const auto &socket : sockets)
        states.push_back(socket.state);
    std::sort(states.begin(), states.end());
    std::string line;
    for (const auto &state : states)
        line += (line.empty() ? "" : ",") + state;
    return line.empty() ? "none" : line;
}

std::string states_of(Performer & /*self*/, const Arguments &words) { return states(find(Which(words[0]))); }

/// Waits until the states there are these; tells the states that are there at the end of the wait.
std::string await_states(Performer &self, const Arguments &words)
{
    const Which which(words[1]);
    std::string seen;
    becomes_true([&] { return (seen = states(find(which))) == words[0]; }, self.patience());
    return seen;
}

/// Whether the two kernels alone will change this state, by what they have to say to each other.
bool passes(const SeenSocket &socket)
{
    constexpr std::array passing{"SYN_SENT", "SYN_RECV", "FIN_WAIT1", "CLOSING", "LAST_ACK"};
    return std::find(passing.begin(), passing.end(), socket.state) != passing.end();
}

/// Waits until no state there passes by itself any more; tells the states that are there then. Two looks in a row must
/// agree: the kernel's dump lists a bucket under its lock and describes the sockets after it. One that tcp_time_wait()
/// replaces in between has lost its port by then, and is shown with port 0 (net/ipv4/inet_diag.c,
/// inet_diag_msg_common_fill(), and net/ipv4/inet_hashtables.c, __inet_put_port(); read in 5.10, 6.12, 7.3).
std::string await_settled(Performer &self, const Arguments &words)
{
    const Which which(words[0]);
    auto found = find(which);
    becomes_true(
        [&] {
            const auto before = std::exchange(found, find(which));
            return std::none_of(found.begin(), found.end(), passes) && states(before) == states(found);
        },
        self.patience());
    return states(found);
}

/// What is left, in milliseconds, of the timer that will end the socket there.
std::string time_left(Performer & /*self*/, const Arguments &words)
{
    for (const auto &socket : find(Which(words[0]))) {
        if (socket.closing_timer) return std::to_string(socket.expires.count()) + " ms";
    }
    return "no timer";
}

unsigned waiting_in(const Which &which)
{
    unsigned waiting = 0;
    for (const auto &socket : tcp_listeners(which.local.family())) {
        if (which.names(socket)) waiting += socket.receive_queue;
    }
    return waiting;
}

/// How many connections wait to be accepted at the listeners there.
std::string waiting_at(Performer & /*self*/, const Arguments &words)
{
    return std::to_string(waiting_in(Which(words[0])));
}

/// Waits until so many do; tells how many it are at the end of the wait.
std::string await_waiting(Performer &self, const Arguments &words)
{
    const Which which(words[1]);
    const auto wanted = number(words[0]);
    unsigned waiting = 0;
    becomes_true([&] { return (waiting = waiting_in(which)) == wanted; }, self.patience());
    return std::to_string(waiting);
}

/// The same for each of the listeners, in the kernel's order: "17,20,17"; "none".
std::string queues_at(Performer & /*self*/, const Arguments &words)
{
    std::string line;
    const Which which(words[0]);
    for (const auto &socket : tcp_listeners(which.local.family())) {
        if (which.names(socket)) line += (line.empty() ? "" : ",") + std::to_string(socket.receive_queue);
    }
    return line.empty() ? std::string("none") : line;
}

} // namespace

void add_kernel_verbs(Verbs &verbs)
{
    verbs["await-state"] = {"STATE LOCAL[-REMOTE]", await_state};
    verbs["await-states"] = {"STATES LOCAL[-REMOTE]", await_states};
    verbs["await-settled"] = {"LOCAL[-REMOTE]", await_settled};
    verbs["await-gone"] = {"LOCAL[-REMOTE] SECONDS?", await_gone};
    verbs["states"] = {"LOCAL[-REMOTE]", states_of};
    verbs["time-left"] = {"LOCAL[-REMOTE]", time_left};
    verbs["queues"] = {"LOCAL", queues_at};
    verbs["await-waiting"] = {"COUNT LOCAL", await_waiting};
    verbs["waiting"] = {"LOCAL", waiting_at};
}

} // namespace actor
