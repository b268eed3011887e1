// A step said in C: the expression that performs it, and what of our C it needs.
//
//     const Phrase phrase = phrase_of(Line::parse("heir bind s1 0.0.0.0:8080 = EADDRINUSE"), 20);
//     c_text(phrase.pieces)     // call(20, "bind s1 0.0.0.0:8080", EADDRINUSE, bind(s1, AT("0.0.0.0:8080")));
#pragma once

#include "reprise/statement.hpp"
#include "words/step.hpp"

#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace reprise {

/// A step that is not said in C; the text says why.
struct Unsayable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Phrase {
    Pieces pieces{};
    std::set<std::string> parts{};    ///< of ours (parts.hpp)
    std::set<std::string> includes{}; ///< "sys/socket.h"
    std::set<std::string> sockets{};  ///< the variables it uses
};

/// What a line does not say itself.
struct Context {
    bool stream = false;                 ///< its socket is one for connections
    bool dealt = false;                  ///< a hash deals what it asks about to several sockets
    bool chosen = false;                 ///< the port in its answer is the kernel's choice
    std::optional<std::size_t> reader{}; ///< which one reads here
};

/// Throws Unsayable.
Phrase phrase_of(const words::Line &line, std::size_t number, const Context &context = {});

/// The name of a variable for a socket: "s1"; "for_heir" of "for-heir".
std::string variable(const std::string &socket);

/// The verbs there are phrases for.
std::set<std::string> sayable_verbs();

struct Unsaid {
    std::string_view verb, because;
};
/// The verbs of an actor that no plain C file can say; there are no others.
std::span<const Unsaid> unsaid_verbs();

} // namespace reprise
