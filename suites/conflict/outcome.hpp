// What came of a slice: how many cells each rule decided, the answers in a table, and every cell that nothing explains.
//
//     const Outcome outcome = held_against(pages, cells, played);
//     outcome.surprises.empty()          // every cell is explained
#pragma once

#include "conflict/runner.hpp"
#include "known/quirk.hpp"
#include "model/cell.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace suites::conflict {

/// The answers to the two sockets that a table is about, in words.
struct Answer {
    std::string bind, listen, holder_listens, receives;
    auto operator<=>(const Answer &) const = default; // NOLINT(modernize-use-nullptr): taken for a zero
};

struct Surprise {
    std::size_t cell; ///< its place in the slice
    std::string label;
    std::string predicted, seen; ///< every answer in a line, the rules beside those predicted
    std::string smallest;        ///< the label of the simplest cell that differs too; "" until it was looked for
};

struct Outcome {
    std::string slice, says;
    std::size_t cells = 0;
    std::map<std::string, std::size_t> lacking; ///< how many could not be played for want of a feature
    std::map<std::string_view, std::size_t> bind, listen, receive; ///< how many answers each rule decided
    /// By holder's options and asker's: each answer, how often, and the first cell that gave it.
    struct Count {
        std::size_t times = 0, example = 0;
    };
    std::map<std::pair<std::string, std::string>, std::map<Answer, Count>> table;
    std::vector<Surprise> surprises;
    /// How many cells each quirk in force explains: those that nothing explained without it.
    std::map<std::string_view, std::size_t> by_quirk;
    bool shows_conflicts = false;  ///< some cell would differ if nobody were ever in anybody's way
    std::string evidence, answers; ///< the texts of its files
};

Outcome held_against(const model::Pages &pages, const std::vector<model::Cell> &cells,
                     const std::vector<Played> &played);

/// By those of these quirks that name this slice; they are in force, and the surprises are known.
void count_quirks(Outcome &outcome, const std::vector<const known::Quirk *> &in_force,
                  const std::vector<model::Cell> &cells, const std::vector<Played> &played);

/// "bind ok, bind EADDRINUSE; 127.0.0.1 holder, 127.0.0.2 nobody"
std::string answers_text(const model::Cell &cell, const model::Answers &answers);

} // namespace suites::conflict
