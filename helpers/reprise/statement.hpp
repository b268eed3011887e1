// One statement of C whose numbers can be told from its text, so that a row of like ones becomes a loop.
//
//     Statement call("call(", Number{3}, ", ", Quote("bind s1 127.0.0.1:8080"), ", OK, bind(s1, AT(", …);
//     call.text()                        // call(3, "bind s1 127.0.0.1:8080", OK, bind(s1, AT("127.0.0.1:8080")));
//
// Numbers within a name (s1) are part of the name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {

/// A piece of C: code, a number in it, or the text of a literal, where numbers count as well.
struct Piece {
    enum class Kind { code, number, quote } kind = Kind::code;
    std::string code{};
    long number = 0;             ///< of which `code` is the name, where it has one
    std::vector<Piece> quoted{}; ///< code and numbers, unescaped

    bool operator==(const Piece &) const = default;
};

Piece code(std::string text);
Piece number(long value);
/// One of an enumeration.
Piece enumerator(std::string name, long value);
/// A string literal; the numbers that stand alone in it can become a loop's.
Piece quote(std::string_view text);

using Pieces = std::vector<Piece>;

/// As C, with a number that runs in a loop written by what it is there: "20000 + 64 * i".
/// `steps` holds for each number, in order, by how much it grows at each turn; empty: nothing runs.
std::string c_text(const Pieces &pieces, const std::vector<long> &steps = {});

/// The numbers in them, in order.
std::vector<long> numbers_in(const Pieces &pieces);
/// Whether they differ in numbers at most.
bool alike(const Pieces &one, const Pieces &other);

/// A string literal of C, quotes and all.
std::string literal(std::string_view text);
/// What may stand in a comment of C.
std::string in_comment(std::string_view text);

} // namespace reprise
