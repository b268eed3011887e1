#include "words/stream.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <system_error>

#include <unistd.h>

namespace words {

namespace {

constexpr std::size_t longest_header = 4096;
constexpr std::size_t longest_file = std::size_t{64} << 20;

void write_all(int line, std::string_view text)
{
    while (!text.empty()) {
        const auto length = write(line, text.data(), text.size());
        if (length < 0 && errno == EINTR) continue;
        if (length <= 0) throw std::system_error(errno, std::generic_category(), "the results cannot be sent");
        text.remove_prefix(static_cast<std::size_t>(length));
    }
}

/// A name from a guest is not trusted to stay within the folder it is meant for.
bool stays_inside(const std::string &name)
{
    const std::filesystem::path path(name);
    if (name.empty() || path.is_absolute() || !path.has_filename()) return false;
    for (const auto &part : path) {
        if (part == ".." || part == ".") return false;
    }
    return true;
}

template <typename Number> Number number(const std::string &text, int base)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        throw Damaged("no number: '" + text + "'");
    }
    return value;
}

/// What the checksum is of: the end of the header, and the text.
std::string named(std::string_view name, std::string_view text) { return std::string(name).append("\n").append(text); }

constexpr auto checksums_of_bytes = [] {
    constexpr std::uint32_t polynomial = 0xEDB88320;
    std::array<std::uint32_t, 256> all{};
    for (std::uint32_t byte = 0; byte < all.size(); ++byte) {
        auto sum = byte;
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum >> 1) ^ ((sum & 1U) != 0 ? polynomial : 0);
        all.at(byte) = sum;
    }
    return all;
}();

} // namespace

std::uint32_t checksum(std::string_view text)
{
    std::uint32_t sum = ~0U;
    for (const char one : text)
        sum = (sum >> 8) ^ checksums_of_bytes.at((sum ^ static_cast<unsigned char>(one)) & 0xFFU);
    return ~sum;
}

void send_file(int line, std::string_view name, std::string_view text)
{
    std::array<char, 64> header{};
    const auto rest = named(name, text);
    std::snprintf(header.data(), header.size(), "file %08x %zu ", checksum(rest), text.size());
    // In one piece, so that a file costs one call.
    write_all(line, header.data() + rest + "\n");
}

void send_end(int line, int status) { write_all(line, "end " + std::to_string(status) + "\n"); }

std::optional<Sent> Stream::next()
{
    const auto header_end = heard_.find('\n');
    if (header_end == std::string::npos) {
        if (heard_.size() > longest_header) throw Damaged("a line without an end");
        return std::nullopt;
    }
    const auto header = heard_.substr(0, header_end);
    std::istringstream fields(header);
    std::string kind;
    std::string first;
    fields >> kind >> first;
    if (kind == "end") {
        ended_ = number<int>(first, 10);
        heard_.erase(0, header_end + 1);
        return std::nullopt;
    }
    std::string length;
    Sent file;
    fields >> length;
    std::getline(fields >> std::ws, file.name);
    if (kind != "file" || !stays_inside(file.name)) throw Damaged("no header of a file: '" + header + "'");
    const auto size = number<std::size_t>(length, 10);
    if (size > longest_file) throw Damaged("a file of " + length + " bytes");
    const auto text_begin = header_end + 1;
    if (heard_.size() < text_begin + size + 1) return std::nullopt;
    file.text = heard_.substr(text_begin, size);
    const bool closed = heard_[text_begin + size] == '\n';
    heard_.erase(0, text_begin + size + 1);
    if (!closed || checksum(named(file.name, file.text)) != number<std::uint32_t>(first, 16))
        throw Damaged(file.name + " arrived damaged");
    return file;
}

} // namespace words
