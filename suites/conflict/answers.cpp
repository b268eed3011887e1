#include "conflict/answers.hpp"

#include "words/errno_name.hpp"
#include "words/tally.hpp"

#include <charconv>
#include <sstream>
#include <stdexcept>

namespace suites::conflict {

namespace {

using model::Answers;
using model::Way;

constexpr std::string_view ways = "ase"; // in the order of model::Way

std::string text_of(const Answers &answers)
{
    std::string text;
    for (const auto answer : answers.deeds)
        text += (text.empty() ? "" : ",") + model::deed_text(answer);
    for (const auto &received : answers.packets)
        text += " " + std::to_string(received.who) + ways[static_cast<std::size_t>(received.way)];
    return text;
}

int deed_in(const std::string &text)
{
    if (text == "-") return Answers::not_done;
    if (text == "ok") return 0;
    if (const auto number = words::errno_number(text)) return *number;
    throw std::invalid_argument("no answer of a kernel: '" + text + "'");
}

Answers::Received received_in(const std::string &text)
{
    Answers::Received received;
    const auto *const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, received.who);
    const auto way = at + 1 == end ? ways.find(*at) : std::string_view::npos;
    if (error != std::errc{} || way == std::string_view::npos)
        throw std::invalid_argument("nobody receives like that: '" + text + "'");
    received.way = static_cast<Way>(way);
    return received;
}

Answers answers_of(const std::string &line)
{
    std::istringstream words(line);
    Answers answers;
    std::string deeds;
    words >> deeds;
    std::istringstream each(deeds);
    for (std::string one; std::getline(each, one, ',');)
        answers.deeds.push_back(deed_in(one));
    for (std::string one; words >> one;)
        answers.packets.push_back(received_in(one));
    return answers;
}

} // namespace

std::string answers_file(const Answered &answers)
{
    std::map<std::string, words::Tally> cells;
    for (const auto &[cell, given] : answers)
        cells[text_of(given)].numbers.push_back(cell);
    std::string file;
    for (const auto &[text, tally] : cells)
        file += text + " = " + tally.text() + "\n";
    return file;
}

Answered answers_in(std::string_view file)
{
    Answered answered;
    std::istringstream lines{std::string(file)};
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find(" = ");
        if (equals == std::string::npos) throw std::invalid_argument("no cells in '" + line + "'");
        const auto given = answers_of(line.substr(0, equals));
        for (const auto cell : words::Tally::parse(line.substr(equals + 3)).numbers)
            answered[cell] = given;
    }
    return answered;
}

} // namespace suites::conflict
