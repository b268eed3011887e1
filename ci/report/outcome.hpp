// What one claim came to on one platform, in the words of every report.
//
//     name(Outcome::platform_divergent)      // "platform-divergent"
#pragma once

#include <array>
#include <string_view>

namespace report {

/// In the order in which readers look for them: the worst first.
enum class Outcome { broken, fail, platform_divergent, not_observed, pass };

inline constexpr std::array every_outcome{Outcome::broken, Outcome::fail, Outcome::platform_divergent,
                                          Outcome::not_observed, Outcome::pass};

std::string_view name(Outcome outcome);
/// The sign that stands before the word, where there is room for one.
std::string_view glyph(Outcome outcome);
/// Whether it says something about the kernel.
bool is_verdict(Outcome outcome);

} // namespace report
