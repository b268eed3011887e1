#include "actor/proc_file.hpp"

#include "actor/descriptor.hpp"

#include <array>
#include <charconv>

#include <fcntl.h>

namespace actor {

// No streams of the library: setting up their locales would cost an actor more than all that it reads.
std::string proc_file(const std::string &path)
{
    std::string text;
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.open()) return text;
    std::array<char, 8192> buffer{};
    for (ssize_t length = 0; (length = read(file.number(), buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(length));
    return text;
}

std::optional<unsigned long> number_after(std::string_view text, std::string_view word)
{
    const auto at = text.find(word);
    if (at == std::string_view::npos) return std::nullopt;
    const auto digits = text.find_first_not_of(" \t", at + word.size());
    if (digits == std::string_view::npos) return std::nullopt;
    unsigned long number = 0;
    const auto [end, error] = std::from_chars(text.data() + digits, text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

} // namespace actor
