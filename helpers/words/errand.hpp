// Steps that an actor is told in one line, read as a shell would read them.
//
//     errands("server socket s1 tcp4 && bind s1 127.0.0.1:80 && listen s1 128 ; close s2")
//
// What follows "&&" is done only if what comes before it was done and answered "ok"; what follows ";", in any case.
// Each step that is done is answered in a line of its own; all of them at once, when the last is done.
#pragma once

#include "words/step.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace words {

struct Errand {
    Step step;
    bool if_ok = false; ///< only if the one before it was answered "ok"

    bool operator==(const Errand &) const = default;
};

/// Throws std::invalid_argument as Step::parse() does.
std::vector<Errand> errands(std::string_view line);

/// The line that tells them; all are the same actor's.
std::string as_line(const std::vector<Errand> &errands);

} // namespace words
