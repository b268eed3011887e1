// Why a reproducer plays nothing, where it says so instead.
//
//     if (const auto why = refusal_in(c_program(scene))) std::cout << *why;      // "step 4: a real server is started"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reprise {

/// What such a program says before its reason.
inline constexpr std::string_view refusing = "SKIP: this cannot be told in a plain C file: ";

/// The reason that such a program gives; nothing where it plays its transcript.
std::optional<std::string> refusal_in(const std::string &program);

} // namespace reprise
