#include "report/markup.hpp"

namespace report {

namespace {

constexpr std::size_t most = 20'000;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Where a text can be cut without cutting a character.
std::size_t boundary(std::string_view text, std::size_t at)
{
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        --at;
    return at;
}

/// The length of a character at this place that no document may hold; 0 when it may.
std::size_t forbidden(std::string_view text, std::size_t at)
{
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) return 1;
    if (byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) return 2;
    const auto three = text.substr(at, 3);
    // U+202A to U+202E and U+2066 to U+2069 turn the direction; U+FFFE and U+FFFF are no characters.
    // NOLINTBEGIN(misc-misleading-bidirectional): they are looked for
    if (three >= "\xE2\x80\xAA" && three <= "\xE2\x80\xAE") return 3;
    if (three >= "\xE2\x81\xA6" && three <= "\xE2\x81\xA9") return 3;
    // NOLINTEND(misc-misleading-bidirectional)
    if (three >= "\xED\xA0\x80" && three <= "\xED\xBF\xBF") return 3; // half a character, as JSON can spell it
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") return 3;
    return 0;
}

std::string escaped(std::string_view text)
{
    std::string all;
    all.reserve(text.size() + text.size() / 8);
    for (std::size_t at = 0; at < text.size();) {
        if (const auto length = forbidden(text, at); length > 0) {
            all += replacement;
            at += length;
            continue;
        }
        switch (text[at]) {
        case '&': all += "&amp;"; break;
        case '<': all += "&lt;"; break;
        case '>': all += "&gt;"; break;
        case '"': all += "&quot;"; break;
        case '\'': all += "&#39;"; break;
        default: all += text[at];
        }
        ++at;
    }
    return all;
}

} // namespace

Markup Markup::text(std::string_view outside)
{
    if (outside.size() <= most) return own(escaped(outside));
    const auto kept = boundary(outside, most);
    return own(escaped(outside.substr(0, kept)) + fmt::format(" … ({} bytes more)", outside.size() - kept));
}

Markup Markup::own(std::string written)
{
    Markup made;
    made.written_ = std::move(written);
    return made;
}

} // namespace report
