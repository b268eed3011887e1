// The matrix of bind conflicts on one platform, as its run left it in conflict.json.
//
//     const Conflicts conflicts = conflicts_from(read_json("results/linux-6.1.140/conflict.json"), "conflict.json");
//     for (const auto &slice : conflicts.slices) std::cout << slice.says << ": " << slice.cells << " cells\n";
#pragma once

#include "report/json.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace report {

inline constexpr int conflict_schema = 1;

/// What a socket may have set, in the order of the tables.
inline constexpr std::array<std::string_view, 4> every_option{"neither", "SO_REUSEADDR", "SO_REUSEPORT", "both"};

struct Conflicts {
    struct Rule {
        std::string page; ///< what it helps decide: "bind", "listen", "receive"
        std::string id, says, source;
        std::uint64_t cells = 0; ///< how many answers it decided
    };

    /// In what a platform differs from mainline Linux.
    struct Quirk {
        std::string id, page, rule, says, where, source;
        std::vector<std::string> slices; ///< where it shows
    };

    struct Answer {
        std::string bind, listen, holder_listens, receives;
        std::uint64_t cells = 0, example = 0;
    };

    /// A holder with one set of options and an asker with another: what came of it, of whatever else the slice varies.
    struct Meeting {
        std::string holder, asker;
        std::vector<Answer> answers;
    };

    /// A cell that differs from the rules.
    struct Unexplained {
        std::uint64_t cell = 0;
        std::string label, predicted, seen, smallest;
    };

    /// How many cells of a slice nothing explains without the quirk.
    struct Explained {
        std::string quirk;
        std::uint64_t cells = 0;
    };

    struct Lacking {
        std::string missing;
        std::uint64_t cells = 0;
    };

    struct Slice {
        std::string id, says, evidence;
        std::uint64_t cells = 0;
        std::vector<Lacking> not_observed;
        std::vector<Explained> explained;
        std::vector<Meeting> table;
        std::vector<Unexplained> unexplained;

        [[nodiscard]] const Meeting *meeting(std::string_view holder, std::string_view asker) const;
    };

    bool full = false; ///< all cells were played, not the usual ones
    std::vector<Rule> rules;
    std::vector<Quirk> quirks;
    std::vector<Slice> slices;

    [[nodiscard]] const Slice *slice(std::string_view id) const;
};

/// Throws Unreadable; `where` names the file.
Conflicts conflicts_from(const Json &file, const std::string &where);

} // namespace report
