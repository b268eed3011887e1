// A transcript as one self-contained C program: a reproducer for a bug report.
//
//     reprise::Scene scene{.claim = "udp.sharing.many-bind", .lines = …};
//     std::string text = c_program(scene);      // gcc -Wall -Wextra, libc alone; exits 0, 1 or 4
//
// The program forks a process for each actor, does step after step what the transcript says, prints each with the
// kernel's answer and the recorded one, and exits 0 when the kernel answers as recorded, 1 when an answer differs, 4
// when it could not be tried (no root, say).
//
// An answer is compared word by word, but for two kinds. Numbers that are the kernel's to choose or the clock's to tell
// (a port of its own, what is left of a timer) are compared as far as they are anybody's to foretell. And of numbered
// flows it is compared what became of all of them together (flow.hpp): hashes are seeded at random, so who got which
// differs from run to run.
#pragma once

#include "words/step.hpp"

#include <string>
#include <vector>

namespace reprise {

struct Said {
    std::string variant; ///< of the claim; "" where it has but one
    words::Line line;
    std::vector<std::string> decided{}; ///< what was looked at when this was answered
};

struct Scene {
    std::string claim;
    std::string sentence;
    std::vector<std::string> remarks{}; ///< where the claim is from, what came of it, why: a paragraph each
    std::string platform;               ///< where it was recorded
    std::vector<Said> lines{};
};

/// Verbs that cannot be said in plain C make a program that says so and exits 4.
std::string c_program(const Scene &scene);

} // namespace reprise
