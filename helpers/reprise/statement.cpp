#include "reprise/statement.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>

namespace reprise {

namespace {

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }
bool is_of_a_word(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_'; }

/// The end of the number that begins there; nothing when none does: one with a leading zero, or one that does not fit,
/// is no number to count on with.
std::optional<std::size_t> end_of_number(std::string_view text, std::size_t at, long &value)
{
    if (!is_digit(text[at]) || (at > 0 && is_of_a_word(text[at - 1]))) return std::nullopt;
    auto end = at;
    while (end < text.size() && is_digit(text[end]))
        ++end;
    if (end < text.size() && is_of_a_word(text[end])) return std::nullopt;
    if (text[at] == '0' && end > at + 1) return std::nullopt;
    constexpr std::size_t most_digits = 9;
    if (end - at > most_digits) return std::nullopt;
    std::from_chars(text.data() + at, text.data() + end, value);
    return end;
}

std::string escaped(std::string_view text, bool in_format)
{
    std::string all;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            all += '\\';
            all += letter;
        } else if (letter == '?') {
            all += "\\?"; // no trigraph
        } else if (letter == '%' && in_format) {
            all += "%%";
        } else if (std::isprint(byte) != 0) {
            all += letter;
        } else {
            std::array<char, 8> octal{};
            std::snprintf(octal.data(), octal.size(), "\\%03o", static_cast<unsigned>(byte));
            all += octal.data();
        }
    }
    return all;
}

/// A number that grows by `step` at each turn of the loop over i.
std::string running(const Piece &piece, long step)
{
    auto first = piece.code.empty() ? std::to_string(piece.number) : piece.code;
    if (step == 0) return first;
    const auto turn = step == 1 ? "i" : std::to_string(step) + " * i";
    return first == "0" ? turn : first + " + " + turn;
}

class Writer {
  public:
    explicit Writer(const std::vector<long> &steps) : steps_(steps) {}

    std::string write(const Piece &piece)
    {
        switch (piece.kind) {
        case Piece::Kind::code: return piece.code;
        case Piece::Kind::number: return running(piece, next_step());
        case Piece::Kind::quote: break;
        }
        return quoted(piece.quoted);
    }

  private:
    long next_step() { return at_ < steps_.size() ? steps_[at_++] : 0; }

    std::string quoted(const Pieces &pieces)
    {
        std::string plain;
        std::string format;
        std::string arguments;
        for (const auto &piece : pieces) {
            if (piece.kind == Piece::Kind::code) {
                plain += escaped(piece.code, false);
                format += escaped(piece.code, true);
                continue;
            }
            const auto step = next_step();
            plain += std::to_string(piece.number);
            format += step == 0 ? std::to_string(piece.number) : "%d";
            if (step != 0) arguments += ", " + running(piece, step);
        }
        return arguments.empty() ? "\"" + plain + "\"" : "text(\"" + format + "\"" + arguments + ")";
    }

    const std::vector<long> &steps_;
    std::size_t at_ = 0;
};

} // namespace

Piece code(std::string text) { return {.kind = Piece::Kind::code, .code = std::move(text)}; }
Piece number(long value) { return {.kind = Piece::Kind::number, .number = value}; }

Piece enumerator(std::string name, long value)
{
    return {.kind = Piece::Kind::number, .code = std::move(name), .number = value};
}

Piece quote(std::string_view text)
{
    Piece made{.kind = Piece::Kind::quote};
    std::size_t begun = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        long value = 0;
        const auto end = end_of_number(text, at, value);
        if (!end) continue;
        if (at > begun) made.quoted.push_back(code(std::string(text.substr(begun, at - begun))));
        made.quoted.push_back(number(value));
        begun = *end;
        at = *end - 1;
    }
    if (begun < text.size()) made.quoted.push_back(code(std::string(text.substr(begun))));
    return made;
}

std::string c_text(const Pieces &pieces, const std::vector<long> &steps)
{
    Writer writer(steps);
    std::string text;
    for (const auto &piece : pieces)
        text += writer.write(piece);
    return text;
}

std::vector<long> numbers_in(const Pieces &pieces)
{
    std::vector<long> all;
    for (const auto &piece : pieces) {
        if (piece.kind == Piece::Kind::number) all.push_back(piece.number);
        const auto inner = numbers_in(piece.quoted);
        all.insert(all.end(), inner.begin(), inner.end());
    }
    return all;
}

bool alike(const Pieces &one, const Pieces &other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const Piece &a, const Piece &b) {
        const bool same_text = a.kind == Piece::Kind::number || a.code == b.code;
        return a.kind == b.kind && same_text && alike(a.quoted, b.quoted);
    });
}

std::string literal(std::string_view text) { return "\"" + escaped(text, false) + "\""; }

std::string in_comment(std::string_view text)
{
    std::string all;
    for (const char letter : text) {
        const bool closes = letter == '/' && !all.empty() && all.back() == '*';
        const bool opens = letter == '*' && !all.empty() && all.back() == '/';
        if (closes || opens) all += ' ';
        const auto byte = static_cast<unsigned char>(letter);
        // Beyond ASCII it is a part of a character, as the documents write them.
        all += std::isprint(byte) != 0 || byte >= 0x80 ? letter : ' ';
    }
    return all;
}

} // namespace reprise
