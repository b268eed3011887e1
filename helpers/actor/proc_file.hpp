// What a file of proc(5) says, read at one go.
//
//     const auto status = proc_file("/proc/self/status");      // "" where there is none, with errno set
//     number_after(status, "voluntary_ctxt_switches:")         // 17
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace actor {

std::string proc_file(const std::string &path);

/// The number behind that word.
std::optional<unsigned long> number_after(std::string_view text, std::string_view word);

} // namespace actor
