#include "words/step.hpp"

#include "words/errno_name.hpp"

#include <stdexcept>

namespace words {

namespace {

constexpr std::string_view equals = " = ";

/// A line end within a line would make two steps of one.
void refuse_line_end(std::string_view text)
{
    if (text.find('\n') != std::string_view::npos)
        throw std::invalid_argument("more than one line: '" + std::string(text) + "'");
}

} // namespace

Step Step::parse(std::string_view text)
{
    refuse_line_end(text);
    std::vector<std::string> all;
    std::string_view rest = text;
    while (true) {
        const auto blank = rest.find(' ');
        const auto word = rest.substr(0, blank);
        if (word.empty() || word == "=" || word == "&&" || word == ";")
            throw std::invalid_argument("not a step: '" + std::string(text) + "'");
        all.emplace_back(word);
        if (blank == std::string_view::npos) break;
        rest.remove_prefix(blank + 1);
    }
    if (all.size() < 2) throw std::invalid_argument("a step needs an actor and a verb: '" + std::string(text) + "'");
    return {.who = all[0], .verb = all[1], .arguments = {all.begin() + 2, all.end()}};
}

std::string Step::text() const
{
    std::string line = who + " " + verb;
    for (const auto &argument : arguments)
        line += " " + argument;
    return line;
}

bool Answer::refused() const { return text.size() > 1 && text.front() == 'E' && errno_number(text).has_value(); }

Line Line::parse(std::string_view text)
{
    refuse_line_end(text);
    const auto at = text.find(equals);
    if (at == std::string_view::npos) throw std::invalid_argument("no answer in '" + std::string(text) + "'");
    return {.step = Step::parse(text.substr(0, at)), .answer = {std::string(text.substr(at + equals.size()))}};
}

std::string Line::text() const { return step.text() + std::string(equals) + answer.text; }

} // namespace words
