#include "reprise/phrase.hpp"

#include "reprise/phrases.hpp"
#include "words/errno_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace reprise {

const Phrases &phrases()
{
    static const Phrases all = [] {
        Phrases made;
        add_socket_phrases(made);
        add_flow_phrases(made);
        add_process_phrases(made);
        add_network_phrases(made);
        add_kernel_phrases(made);
        return made;
    }();
    return all;
}

namespace {

constexpr auto of_programs = "it is played with a real server, which a plain C file has none of";
constexpr auto of_measuring = "it measures, and no two kernels take the same time";
constexpr auto of_cells = "a cell of the conflict matrix is played by the suite's actor, hundreds at a time";

constexpr std::array unsaid{
    Unsaid{"append", of_programs},
    Unsaid{"ask", of_programs},
    Unsaid{"ask-flows", of_programs},
    Unsaid{"await-drained", of_programs},
    Unsaid{"await-end", of_programs},
    Unsaid{"await-lines", of_programs},
    Unsaid{"await-processes", of_programs},
    Unsaid{"await-requests", of_programs},
    Unsaid{"await-sockets", of_programs},
    Unsaid{"begin-connecting", of_measuring},
    Unsaid{"begin-requests", of_programs},
    Unsaid{"begin-sending", of_measuring},
    Unsaid{"begin-serving", of_measuring},
    Unsaid{"borrow", of_programs},
    Unsaid{"end-load", of_measuring},
    Unsaid{"end-requests", of_programs},
    Unsaid{"end-serving", of_measuring},
    Unsaid{"last-line", of_programs},
    Unsaid{"learn", of_cells},
    Unsaid{"make-folder", of_programs},
    Unsaid{"play", of_cells},
    Unsaid{"processes", of_programs},
    Unsaid{"rtp-streams", of_programs},
    Unsaid{"run", of_programs},
    Unsaid{"signal", of_programs},
    Unsaid{"sleeps", of_programs},
    Unsaid{"sockets", of_programs},
    Unsaid{"start", of_programs},
    Unsaid{"tally-lines", of_programs},
    Unsaid{"version", of_programs},
    Unsaid{"write", of_programs},
};

bool is_errno(const std::string &answer) { return words::Answer{answer}.refused(); }

Pieces head(const char *function, std::size_t number, const words::Step &step)
{
    std::string what = step.verb;
    for (const auto &argument : step.arguments)
        what += " " + argument;
    return {code(std::string(function) + "("), reprise::number(static_cast<long>(number)), code(", "), quote(what)};
}

} // namespace

Phrase phrase_of(const words::Line &line, std::size_t number, const Context &context)
{
    const auto &step = line.step;
    const auto &recorded = line.answer;
    const auto found = phrases().find(step.verb);
    if (found == phrases().end()) {
        const auto *const known =
            std::find_if(unsaid.begin(), unsaid.end(), [&](const auto &one) { return one.verb == step.verb; });
        throw Unsayable(known == unsaid.end() ? "'" + step.verb + "' has no words in C" : std::string(known->because));
    }
    Saying said;
    try {
        said = found->second({.words = step.arguments, .recorded = recorded.text, .context = context});
    } catch (const std::out_of_range &) {
        throw Unsayable("'" + step.text() + "' lacks a word");
    }
    Phrase made{.parts = said.parts, .includes = said.includes, .sockets = said.sockets};
    made.parts.insert("answers");
    auto &pieces = made.pieces;
    if (said.brings == Brings::tally) {
        pieces = head(said.function.c_str(), number, step);
    } else if (said.brings == Brings::result && (recorded.text == "ok" || is_errno(recorded.text))) {
        made.parts.insert("call");
        pieces = head("call", number, step);
        pieces.push_back(code(recorded.text == "ok" ? ", OK" : ", " + recorded.text));
    } else {
        pieces = head("answer", number, step);
        pieces.push_back(code(", "));
        pieces.push_back(quote(said.recorded.value_or(recorded.text)));
    }
    pieces.push_back(code(", "));
    const bool as_text = said.brings == Brings::result && pieces.front().code == "answer(";
    if (as_text) {
        made.parts.insert("name_of");
        pieces.push_back(code("name_of("));
    }
    pieces.insert(pieces.end(), said.expression.begin(), said.expression.end());
    pieces.push_back(code(as_text ? "));" : ");"));
    return made;
}

std::string variable(const std::string &socket)
{
    std::string name;
    for (const char letter : socket)
        name += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0) name.insert(0, "s");
    return name;
}

std::span<const Unsaid> unsaid_verbs() { return unsaid; }

std::set<std::string> sayable_verbs()
{
    std::set<std::string> all;
    for (const auto &[verb, say] : phrases())
        all.insert(verb);
    return all;
}

} // namespace reprise
