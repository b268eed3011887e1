#include "report/encoded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <zlib.h>

namespace report {

std::string gzipped(const std::string &text)
{
    constexpr int with_gzip_header = 15 + 16;
    constexpr int memory = 8;
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_header, memory, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib: no memory");
    std::string bytes(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data())); // NOLINT: zlib reads and says not so
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    const int end = deflate(&stream, Z_FINISH);
    bytes.resize(stream.total_out);
    deflateEnd(&stream);
    if (end != Z_STREAM_END) throw std::runtime_error("zlib: the text does not fit");
    return bytes;
}

Markup in_base64(const std::string &bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byte = [&](std::size_t more) {
            return at + more < bytes.size() ? static_cast<unsigned char>(bytes[at + more]) : 0U;
        };
        const auto three = (byte(0) << 16U) | (byte(1) << 8U) | byte(2);
        for (unsigned place = 0; place < 4; ++place) {
            const bool padding = at + place > bytes.size();
            text += padding ? '=' : digits[(three >> (18U - 6U * place)) & 63U];
        }
    }
    return Markup::own(std::move(text));
}

std::string in_ascii(std::string_view markup)
{
    std::string all;
    all.reserve(markup.size() + markup.size() / 64);
    const auto beyond = [](char one) { return static_cast<unsigned char>(one) >= 0x80; };
    for (std::size_t at = 0; true;) {
        const auto *const next_beyond = std::find_if(markup.begin() + at, markup.end(), beyond);
        all.append(markup.begin() + at, next_beyond);
        if (next_beyond == markup.end()) return all;
        at = static_cast<std::size_t>(next_beyond - markup.begin());
        const auto byte = static_cast<unsigned char>(markup[at]);
        // The first byte tells how many follow, and each of these brings six bits (RFC 3629).
        const std::size_t more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
        auto character = byte & (0x3FU >> more);
        std::size_t read = 1;
        for (; read <= more && at + read < markup.size(); ++read) {
            const auto next = static_cast<unsigned char>(markup[at + read]);
            if ((next & 0xC0U) != 0x80U) break;
            character = (character << 6U) | (next & 0x3FU);
        }
        constexpr unsigned replacement = 0xFFFD;
        fmt::format_to(std::back_inserter(all), "&#{};", more > 0 && read == more + 1 ? character : replacement);
        at += read;
    }
}

} // namespace report
