#include "words/stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <utility>

#include <unistd.h>
#include <zlib.h>

namespace words {

namespace {

constexpr std::string_view alive = "alive\n";
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
    return std::none_of(path.begin(), path.end(), [](const auto &part) { return part == ".." || part == "."; });
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

/// A line out of an emulated machine is slow, and costs more than the packing.
std::string packed(std::string_view text)
{
    auto size = compressBound(text.size());
    std::string bytes(size, '\0');
    compress2(reinterpret_cast<Bytef *>(bytes.data()), &size, reinterpret_cast<const Bytef *>(text.data()), text.size(),
              Z_BEST_SPEED); // fails for want of room or memory alone, and there is enough of both
    bytes.resize(size);
    return bytes;
}

/// Nothing when the bytes are not what was packed.
std::optional<std::string> unpacked(std::string_view bytes, std::size_t size)
{
    std::string text(size, '\0');
    auto length = static_cast<uLongf>(size);
    const int answer = uncompress(reinterpret_cast<Bytef *>(text.data()), &length,
                                  reinterpret_cast<const Bytef *>(bytes.data()), bytes.size());
    if (answer != Z_OK || length != size) return std::nullopt;
    return text;
}

} // namespace

std::uint32_t checksum(std::string_view text)
{
    return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef *>(text.data()), text.size()));
}

void send_file(int line, std::string_view name, std::string_view text)
{
    const auto bytes = packed(text);
    std::array<char, 64> header{};
    std::snprintf(header.data(), header.size(), "file %08x %zu %zu ", checksum(named(name, text)), text.size(),
                  bytes.size());
    // In one piece, so that a file costs one call.
    write_all(line, std::string(header.data()).append(name).append("\n").append(bytes).append("\n"));
}

void send_alive(int line) { write_all(line, alive); }

void send_end(int line, int status) { write_all(line, "end " + std::to_string(status) + "\n"); }

std::optional<Sent> Stream::next()
{
    while (heard_.starts_with(alive))
        heard_.erase(0, alive.size());
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
    std::string packed_length;
    Sent file;
    fields >> length >> packed_length;
    std::getline(fields >> std::ws, file.name);
    if (kind != "file" || !stays_inside(file.name)) throw Damaged("no header of a file: '" + header + "'");
    const auto size = number<std::size_t>(length, 10);
    const auto packed_size = number<std::size_t>(packed_length, 10);
    if (size > longest_file || packed_size > longest_file) throw Damaged("a file of " + length + " bytes");
    const auto begin = header_end + 1;
    if (heard_.size() < begin + packed_size + 1) return std::nullopt;
    auto text = unpacked(std::string_view(heard_).substr(begin, packed_size), size);
    const bool closed = heard_[begin + packed_size] == '\n';
    heard_.erase(0, begin + packed_size + 1);
    if (!closed || !text || checksum(named(file.name, *text)) != number<std::uint32_t>(first, 16))
        throw Damaged(file.name + " arrived damaged");
    file.text = std::move(*text);
    return file;
}

} // namespace words
