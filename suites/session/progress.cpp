#include "session/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include <unistd.h>

namespace suites::session {

Progress::Progress(std::size_t claims, bool quiet) : all_(claims), shown_(!quiet && isatty(STDOUT_FILENO) != 0) {}

void Progress::begin(std::string_view claim)
{
    ++begun_;
    if (!shown_) return;
    constexpr std::size_t room = 64;
    fmt::print("\r\033[K[{:>3}/{}] {}", begun_, all_, claim.substr(0, room));
    std::fflush(stdout);
}

void Progress::clear() const noexcept
{
    if (!shown_) return;
    std::fputs("\r\033[K", stdout);
    std::fflush(stdout);
}

} // namespace suites::session
