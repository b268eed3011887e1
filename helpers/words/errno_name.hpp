// An errno as people write it: by name.
//
//     errno_name(EADDRINUSE)        // "EADDRINUSE"
//     errno_number("EADDRINUSE")    // 98
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace words {

/// The symbolic name of an errno value; "E?<number>" for one the C library does not know.
std::string errno_name(int number);

/// The number behind a symbolic name; nothing when there is no such errno.
std::optional<int> errno_number(std::string_view name);

} // namespace words
