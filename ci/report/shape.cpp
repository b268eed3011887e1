#include "report/shape.hpp"

#include <algorithm>

namespace report {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
/// "0-12 17 20-31" is one thing: which flows came.
bool between_numbers(char c) { return c == ' ' || c == '-' || c == ',' || c == ':'; }

void add(std::string &steps, std::string_view line)
{
    bool number = false;
    for (const char c : line) {
        if (digit(c)) {
            if (!number) steps += '#';
            number = true;
        } else if (!number || !between_numbers(c)) {
            steps += c;
            number = false;
        }
    }
    steps += '\n';
}

} // namespace

Shape shape_of(const Trial &trial)
{
    Shape made;
    for (const auto &line : trial.transcript) {
        if (made.parts.empty() || made.parts.back().variant != line.variant)
            made.parts.push_back({.variant = std::string(line.variant), .steps = ""});
        add(made.parts.back().steps, line.text);
    }
    return made;
}

bool covers(const Shape &whole, const Shape &part)
{
    return !part.parts.empty() && std::all_of(part.parts.begin(), part.parts.end(), [&](const auto &one) {
        return std::find(whole.parts.begin(), whole.parts.end(), one) != whole.parts.end();
    });
}

} // namespace report
