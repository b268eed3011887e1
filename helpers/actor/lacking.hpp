// What the platform lacks for a step, thrown by whoever finds out while the step is performed.
//
//     throw Lacking(words::feature::tcp_view, "ENOENT from send");
//     // the step's answer: "lacking: sock_diag of TCP: ENOENT from send"
//
// No answer of the kernel to what was asked, and no fault of the step: the trial is not observed.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace actor {

struct Lacking : std::runtime_error {
    Lacking(std::string_view capability, const std::string &found)
        : std::runtime_error("lacking: " + std::string(capability) + ": " + found)
    {
    }
};

} // namespace actor
