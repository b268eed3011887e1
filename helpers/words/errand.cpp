#include "words/errand.hpp"

#include <algorithm>

namespace words {

namespace {

constexpr std::string_view then = " && ";
constexpr std::string_view and_also = " ; ";

} // namespace

std::vector<Errand> errands(std::string_view line)
{
    std::vector<Errand> all;
    bool if_ok = false;
    while (true) {
        const auto next_then = line.find(then);
        const auto next_also = line.find(and_also);
        const auto end = std::min({next_then, next_also, line.size()});
        const auto told = line.substr(0, end);
        all.push_back(
            {.step = Step::parse(all.empty() ? std::string(told) : all.front().step.who + " " + std::string(told)),
             .if_ok = if_ok});
        if (end == line.size()) return all;
        if_ok = next_then < next_also;
        line.remove_prefix(end + (if_ok ? then : and_also).size());
    }
}

std::string as_line(const std::vector<Errand> &errands)
{
    std::string line;
    for (const auto &[step, if_ok] : errands) {
        auto text = step.text();
        if (line.empty()) {
            line = std::move(text);
            continue;
        }
        line += if_ok ? then : and_also;
        line.append(text, step.who.size() + 1);
    }
    return line;
}

} // namespace words
