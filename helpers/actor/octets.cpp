#include "actor/octets.hpp"

#include <algorithm>
#include <charconv>

namespace actor {

std::string bytes_of(const std::string &content)
{
    if (!content.starts_with("0x")) return content;
    constexpr int hexadecimal = 16;
    std::string bytes;
    for (std::size_t at = 2; at + 1 < content.size(); at += 2) {
        unsigned value = 0;
        std::from_chars(content.data() + at, content.data() + at + 2, value, hexadecimal);
        bytes += static_cast<char>(value);
    }
    return bytes;
}

std::string readable(std::string_view bytes)
{
    if (std::all_of(bytes.begin(), bytes.end(), [](char one) { return one >= ' ' && one <= '~' && one != '|'; }))
        return std::string(bytes);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "0x";
    for (const char one : bytes) {
        const auto value = static_cast<unsigned char>(one);
        text += {digits[value >> 4U], digits[value & 15U]};
    }
    return text;
}

} // namespace actor
