#include "words/errno_name.hpp"

#include <cstring>

namespace words {

std::string errno_name(int number)
{
    const char *name = strerrorname_np(number);
    return name != nullptr ? name : "E?" + std::to_string(number);
}

std::optional<int> errno_number(std::string_view name)
{
    constexpr int beyond_the_last = 256;
    for (int number = 1; number < beyond_the_last; ++number) {
        const char *candidate = strerrorname_np(number);
        if (candidate != nullptr && name == candidate) return number;
    }
    return std::nullopt;
}

} // namespace words
