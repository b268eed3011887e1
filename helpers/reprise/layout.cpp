#include "reprise/layout.hpp"

#include <cctype>
#include <sstream>

namespace reprise {

namespace {

constexpr std::size_t width = 110;

/// A statement that is too wide is broken behind a comma outside of its literals.
std::string fitted(const std::string &line)
{
    const auto indent = line.find_first_not_of('\t');
    constexpr std::size_t tab = 7; // columns of a tab beyond its one character
    if (indent == std::string::npos || line.size() + indent * tab <= width) return line;
    std::size_t best = std::string::npos;
    bool in_literal = false;
    for (std::size_t at = 0; at + 1 < line.size(); ++at) {
        if (line[at] == '\\') {
            ++at;
            continue;
        }
        if (line[at] == '"') in_literal = !in_literal;
        if (in_literal || line[at] != ',' || line[at + 1] != ' ') continue;
        if (best != std::string::npos && at + indent * tab > width) break;
        best = at;
    }
    if (best == std::string::npos) return line;
    return line.substr(0, best + 1) + "\n" + fitted(std::string(indent, '\t') + "     " + line.substr(best + 2));
}

} // namespace

std::string wrapped(const std::string &text, const std::string &lead, const std::string &next_lead, std::size_t most)
{
    std::istringstream words(text);
    std::string all;
    std::string line = lead;
    bool empty = true;
    for (std::string word; words >> word;) {
        if (!empty && line.size() + 1 + word.size() > most) {
            all += line + "\n";
            line = next_lead;
            empty = true;
        }
        line += (empty ? "" : " ") + word;
        empty = false;
    }
    return all + line + "\n";
}

std::string indented(const std::string &text, const std::string &by)
{
    std::istringstream lines(text);
    std::string all;
    for (std::string line; std::getline(lines, line);)
        all += (line.empty() ? "" : fitted(by + line)) + "\n";
    return all;
}

std::string identifier(const std::string &label)
{
    std::string name;
    for (const char letter : label) {
        const auto byte = static_cast<unsigned char>(letter);
        if (std::isalnum(byte) != 0)
            name += static_cast<char>(std::tolower(byte));
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    while (!name.empty() && name.back() == '_')
        name.pop_back();
    return name;
}

std::string joined(const std::vector<std::string> &all, const std::string &between)
{
    std::string text;
    for (const auto &one : all)
        text += (text.empty() ? "" : between) + one;
    return text;
}

} // namespace reprise
