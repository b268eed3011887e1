// Which numbered datagrams or connections arrived, in order of number and with repetitions, written shortly.
//
//     Tally{{1, 2, 3, 7, 7}}.text()      // "1-3,7,7"
//     Tally::parse("1-3,7,7").numbers    // {1, 2, 3, 7, 7}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace words {

struct Tally {
    std::vector<std::uint32_t> numbers;

    /// "none" for an empty one. Sorts; a number that came twice is written twice.
    [[nodiscard]] std::string text() const;

    /// Throws std::invalid_argument when the text is not one that text() writes.
    static Tally parse(std::string_view text);
};

} // namespace words
