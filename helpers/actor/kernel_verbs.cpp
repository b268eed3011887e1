#include "actor/kernel_view.hpp"
#include "actor/performer.hpp"
#include "actor/waiting.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

namespace actor {

namespace {

using Clock = std::chrono::steady_clock;

/// "127.0.0.1:8080-127.0.0.1:45001" is one connection, "127.0.0.1:8080" any socket bound there.
struct Which {
    std::string local, remote;

    explicit Which(const std::string &text)
    {
        const auto dash = text.find('-');
        local = words::Endpoint::parse(text.substr(0, dash)).text();
        if (dash != std::string::npos) remote = words::Endpoint::parse(text.substr(dash + 1)).text();
    }
    [[nodiscard]] bool names(const SeenSocket &socket) const
    {
        return socket.local.text() == local && (remote.empty() || socket.remote.text() == remote);
    }
};

std::vector<SeenSocket> find(const Which &which)
{
    auto all = tcp_sockets();
    std::erase_if(all, [&](const auto &socket) { return !which.names(socket); });
    return all;
}

bool shows(const Which &which, const std::string &state)
{
    const auto found = find(which);
    return std::any_of(found.begin(), found.end(), [&](const auto &socket) { return socket.state == state; });
}

template <typename Look> std::string looking(Look look)
{
    try {
        return look();
    } catch (const KernelViewMissing &reason) {
        return std::string("not shown: ") + reason.what();
    }
}

std::string await_state(Performer &self, const Arguments &words)
{
    return looking([&]() -> std::string {
        const Which which(words[1]);
        return becomes_true([&] { return shows(which, words[0]); }, self.patience()) ? "ok" : "nothing";
    });
}

/// Waits until no socket is left there; SECONDS, where given, instead of the usual patience.
std::string await_gone(Performer &self, const Arguments &words)
{
    return looking([&]() -> std::string {
        const Which which(words[0]);
        const auto patience = words.size() > 1 ? std::chrono::seconds(number(words[1])) : self.patience();
        const auto began = Clock::now();
        if (!becomes_true([&] { return find(which).empty(); }, patience)) return "nothing";
        if (words.size() == 1) return "ok";
        const auto took = std::chrono::round<std::chrono::seconds>(Clock::now() - began);
        return "after " + std::to_string(took.count()) + " s";
    });
}

/// The states of all sockets there, in a fixed order: "LISTEN, TIME_WAIT", or "none".
std::string states_of(Performer & /*self*/, const Arguments &words)
{
    return looking([&] {
        std::vector<std::string> states;
        for (const auto &socket : find(Which(words[0])))
            states.push_back(socket.state);
        std::sort(states.begin(), states.end());
        std::string line;
        for (const auto &state : states)
            line += (line.empty() ? "" : ",") + state;
        return line.empty() ? "none" : line;
    });
}

/// What is left, in milliseconds, of the timer that will end the socket there.
std::string time_left(Performer & /*self*/, const Arguments &words)
{
    return looking([&]() -> std::string {
        for (const auto &socket : find(Which(words[0]))) {
            if (socket.closing_timer) return std::to_string(socket.expires.count()) + " ms";
        }
        return "no timer";
    });
}

/// How many connections wait to be accepted at the listeners there.
std::string waiting_at(Performer & /*self*/, const Arguments &words)
{
    return looking([&] {
        unsigned waiting = 0;
        for (const auto &socket : find(Which(words[0]))) {
            if (socket.state == "LISTEN") waiting += socket.receive_queue;
        }
        return std::to_string(waiting);
    });
}

} // namespace

void add_kernel_verbs(Verbs &verbs)
{
    verbs["await-state"] = {"STATE LOCAL[-REMOTE]", await_state};
    verbs["await-gone"] = {"LOCAL[-REMOTE] SECONDS?", await_gone};
    verbs["states"] = {"LOCAL[-REMOTE]", states_of};
    verbs["time-left"] = {"LOCAL[-REMOTE]", time_left};
    verbs["waiting"] = {"LOCAL", waiting_at};
}

} // namespace actor
