// The C that a reproducer may need besides its steps: one file each in parts/, read when this is built.
//
//     const Needed needed = all_needed({"accepted", "AT"});
//     needed.includes      // "arpa/inet.h", …
//     needed.texts         // each after those it stands on
//
// A part names what it stands on as any C file does: #include "answers.c".
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {

struct Part {
    std::string_view name;
    std::string_view text;
};

/// All there are, by name.
const std::vector<Part> &parts();

struct Needed {
    std::set<std::string> includes;
    std::vector<std::string> texts; ///< without their includes
};

/// These and what they stand on. Throws std::out_of_range when there is no such part.
Needed all_needed(const std::set<std::string> &names);

} // namespace reprise
