// Bytes as a word of a step: as they are where they can be read, else as hexadecimal digits.
//
//     bytes_of("0xff00")      // two bytes
//     readable("\xff\0"sv)    // "0xff00"
#pragma once

#include <string>
#include <string_view>

namespace actor {

/// What is sent where the word stands; "0x…" are the bytes themselves.
std::string bytes_of(const std::string &content);

/// The same the other way round.
std::string readable(std::string_view bytes);

} // namespace actor
