#include "words/errno_name.hpp"

#include <cstring>
#include <unordered_map>

namespace words {

std::string errno_name(int number)
{
    const char *name = strerrorname_np(number);
    return name != nullptr ? name : "E?" + std::to_string(number);
}

std::optional<int> errno_number(std::string_view name)
{
    static const auto all = [] {
        constexpr int beyond_the_last = 256;
        std::unordered_map<std::string_view, int> made;
        for (int number = 1; number < beyond_the_last; ++number) {
            const char *known = strerrorname_np(number);
            if (known != nullptr) made.emplace(known, number);
        }
        return made;
    }();
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional(found->second);
}

} // namespace words
