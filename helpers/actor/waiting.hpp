// Waiting for the kernel, never for the clock: every wait ends with an event or with the end of the patience.
//
//     if (!readable_within(listener, 2s)) return "nothing";
#pragma once

#include "words/endpoint.hpp"

#include <chrono>
#include <string>

namespace actor {

bool readable_within(int descriptor, std::chrono::milliseconds patience);
bool writable_within(int descriptor, std::chrono::milliseconds patience);

/// connect(2) on a non-blocking socket: "ok", the errno's name, or "nothing" when no answer came.
std::string connect_within(int descriptor, const words::Endpoint &to, std::chrono::milliseconds patience);

} // namespace actor
