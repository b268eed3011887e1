#include "words/tally.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace words {

std::string Tally::text() const
{
    if (numbers.empty()) return "none";
    auto sorted = numbers;
    std::sort(sorted.begin(), sorted.end());
    std::string line;
    for (std::size_t first = 0; first < sorted.size();) {
        auto last = first;
        while (last + 1 < sorted.size() && sorted[last + 1] == sorted[last] + 1)
            ++last;
        if (!line.empty()) line += ',';
        line += std::to_string(sorted[first]);
        if (last > first) line += "-" + std::to_string(sorted[last]);
        first = last + 1;
    }
    return line;
}

Tally Tally::parse(std::string_view text)
{
    const auto refuse = [&] { throw std::invalid_argument("not a tally: '" + std::string(text) + "'"); };
    Tally tally;
    if (text == "none") return tally;
    const char *at = text.data();
    const char *const end = at + text.size();
    const auto number = [&] {
        std::uint32_t value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc{}) refuse();
        at = next;
        return value;
    };
    while (true) {
        const auto first = number();
        auto last = first;
        if (at != end && *at == '-') {
            ++at;
            last = number();
        }
        if (last < first) refuse();
        for (auto value = first; value < last; ++value)
            tally.numbers.push_back(value);
        tally.numbers.push_back(last);
        if (at == end) break;
        if (*at != ',') refuse();
        ++at;
    }
    if (tally.text() != text) refuse();
    return tally;
}

} // namespace words
