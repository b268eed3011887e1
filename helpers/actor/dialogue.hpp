// The line on which an actor is told what to do and answers: standard input and output, one line each.
//
//     Dialogue dialogue;
//     while (const auto line = dialogue.next()) dialogue.say("server socket s1 tcp4 = ok");
//
// By read(2) and write(2) themselves. Most actors are born by fork(2) and live for milliseconds: each page of memory
// that the buffers of C's or C++'s streams would be spread over is one more to copy for each of them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace actor {

class Dialogue {
  public:
    Dialogue() = default;
    Dialogue(const Dialogue &) = delete; ///< what is unread lies within it
    Dialogue &operator=(const Dialogue &) = delete;

    /// The next line of standard input without its end; nothing at end of input.
    std::optional<std::string> next();

    /// Writes the line and its end at once. Whoever does not listen any more is gone, and takes the actor along.
    static void say(std::string line);

  private:
    std::array<char, 1024> read_{}; ///< few steps are longer; one that is takes more reads
    std::string_view unread_;       ///< what of it has not been handed out yet
};

} // namespace actor
