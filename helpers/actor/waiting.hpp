// Waiting for the kernel, never for the clock: every wait ends with an event or with the end of the patience.
//
//     if (!readable_within(listener, 2s)) return "nothing";
#pragma once

#include "words/endpoint.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <poll.h>

namespace actor {

/// For what the kernel does not announce: it is asked again and again, each time a little later.
template <typename Condition> bool becomes_true(Condition condition, std::chrono::milliseconds patience)
{
    using Clock = std::chrono::steady_clock;
    constexpr int longest_pause_ms = 20;
    const auto deadline = Clock::now() + patience;
    for (int pause_ms = 1; !condition(); pause_ms = std::min(pause_ms * 2, longest_pause_ms)) {
        if (Clock::now() >= deadline) return false;
        poll(nullptr, 0, pause_ms);
    }
    return true;
}

bool readable_within(int descriptor, std::chrono::milliseconds patience);
bool writable_within(int descriptor, std::chrono::milliseconds patience);

/// connect(2) on a non-blocking socket: "ok", the errno's name, or "nothing" when no answer came.
std::string connect_within(int descriptor, const words::Endpoint &to, std::chrono::milliseconds patience);

} // namespace actor
