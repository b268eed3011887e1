// One thing one actor does, and what the kernel answered: one line of a transcript.
//
//     auto line = Line::parse("mallory bind s1 127.0.0.1:8080 = EADDRINUSE");
//     line.step.who        // "mallory"
//     line.answer.text     // "EADDRINUSE"
//
// The same line is the request to the actor (up to the answer), the transcript, the failure message and the replay
// script.
//     line   := step " = " answer
//     step   := who " " verb { " " argument }        (words without blanks; none is "=", "&&" or ";")
//     answer := any text without a line end; "ok", an errno's name, or what the call brought
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace words {

struct Step {
    std::string who;
    std::string verb;
    std::vector<std::string> arguments;

    /// Throws std::invalid_argument when the text lacks a verb, or holds an empty word or a line end.
    static Step parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    bool operator==(const Step &) const = default;
};

struct Answer {
    std::string text;

    /// True when the answer is an errno by its name, that is, the kernel said no.
    [[nodiscard]] bool refused() const;
    bool operator==(const Answer &) const = default;
};

struct Line {
    Step step;
    Answer answer;

    /// Throws std::invalid_argument when there is no " = ", the step does not parse, or it is more than one line.
    static Line parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    bool operator==(const Line &) const = default;
};

} // namespace words
