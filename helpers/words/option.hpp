// A socket option by the name its manual page gives it.
//
//     const auto *option = find_option("SO_REUSEPORT");
//     setsockopt(fd, option->level, option->number, &value, sizeof value);
#pragma once

#include <span>
#include <string_view>

namespace words {

struct Option {
    std::string_view name;
    int level;
    int number;
};

/// Every option the actor can set and read; all of them hold one int.
std::span<const Option> options();

/// The option of that name; null when the actor does not know it.
const Option *find_option(std::string_view name);

} // namespace words
