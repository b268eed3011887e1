#include "reprise/span.hpp"

#include <charconv>
#include <cstdlib>

namespace reprise {

std::string port_of(const std::string &endpoint) { return endpoint.substr(endpoint.rfind(':') + 1); }

bool is_for_all(const std::string &endpoint)
{
    if (endpoint.starts_with("[ff") || endpoint.find(".255:") != std::string::npos) return true;
    const auto first = std::strtol(endpoint.c_str(), nullptr, 10);
    return first >= 224 && first < 240;
}

std::optional<std::size_t> number_in(const std::string &text)
{
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::size_t count_of(const std::string &span)
{
    const auto dots = span.find("..");
    if (dots == std::string::npos) return 1;
    const auto colon = span.rfind(':');
    const bool by_port = colon < dots;
    const bool hexadecimal = !by_port && span.front() == '[';
    const auto begin = span.find_last_of(".:", dots - 1) + 1;
    const auto end = by_port ? span.size() : span.find_first_of(".]:", dots + 2);
    const int radix = hexadecimal ? 16 : 10;
    const auto first = std::stoul(span.substr(begin, dots - begin), nullptr, radix);
    const auto last = std::stoul(span.substr(dots + 2, end - dots - 2), nullptr, radix);
    return last < first ? 0 : last - first + 1;
}

} // namespace reprise
