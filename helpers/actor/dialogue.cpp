#include "actor/dialogue.hpp"

#include <cerrno>

#include <unistd.h>

namespace actor {

namespace {

/// The same, begun anew whenever a signal's handler came in between.
template <typename Call> ssize_t uninterrupted(Call call)
{
    ssize_t result = -1;
    do {
        result = call();
    } while (result < 0 && errno == EINTR);
    return result;
}

} // namespace

std::optional<std::string> Dialogue::next()
{
    std::string line;
    while (true) {
        const auto end = unread_.find('\n');
        line += unread_.substr(0, end);
        if (end != std::string_view::npos) {
            unread_.remove_prefix(end + 1);
            return line;
        }
        const auto length = uninterrupted([this] { return read(STDIN_FILENO, read_.data(), read_.size()); });
        unread_ = {read_.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
        // A last line may have no end.
        if (unread_.empty()) return line.empty() ? std::nullopt : std::optional(std::move(line));
    }
}

void Dialogue::say(std::string line)
{
    line += '\n';
    for (std::string_view left = line; !left.empty();) {
        const auto length = uninterrupted([left] { return write(STDOUT_FILENO, left.data(), left.size()); });
        if (length <= 0) return;
        left.remove_prefix(static_cast<std::size_t>(length));
    }
}

} // namespace actor
