// What each verb of an actor is in C, one table for each room of the manual.
//
//     phrases["identity"] = [](const Asked &) {
//         return Saying{.brings = Brings::text, .expression = {code("identity()")}, .parts = {"identity"}};
//     };
#pragma once

#include "reprise/phrase.hpp"

#include <functional>
#include <map>
#include <optional>

namespace reprise {

using Arguments = std::vector<std::string>;

/// What an expression brings: a system call's result, the answer's text, or numbers that arrived, told by `function`.
enum class Brings { result, text, tally };

struct Saying {
    Brings brings = Brings::result;
    Pieces expression;
    std::set<std::string> parts{}, includes{}, sockets{};
    std::string function{};                ///< of a tally
    std::optional<std::string> recorded{}; ///< what is compared instead of the recorded answer
};

/// What a step says: its words, the recorded answer, and what it does not say itself.
struct Asked {
    const Arguments &words;
    const std::string &recorded;
    const Context &context;

    [[nodiscard]] std::string socket() const { return variable(words.at(0)); }
};
using Say = std::function<Saying(const Asked &asked)>;
using Phrases = std::map<std::string, Say>;

/// Every verb there is a phrase for.
const Phrases &phrases();

void add_socket_phrases(Phrases &phrases);
void add_flow_phrases(Phrases &phrases);
void add_process_phrases(Phrases &phrases);
void add_network_phrases(Phrases &phrases);
void add_kernel_phrases(Phrases &phrases);

} // namespace reprise
