// What became of numbered flows, all of them together: what a finding can rest on and the next run will show again.
//
//     const Flows flows(scene.lines);
//     flows.reader(22)           // the 23rd line reads as the 4th of the program's readers
//     flows.outcome_after(22)    // "each arrived once: first s1 none, second s1 all"
//
// The rule. The numbers that several readers got are put together until the next lot is sent. Compared is whether each
// arrived once, and whether a reader got none of them, some or all. Among sockets that share an endpoint by
// SO_REUSEPORT a hash with a random seed decides: they are told apart only where chance would give a false alarm less
// than once in 10^9 times, by the number of flows; where there are fewer, they count as one. From 1,250 flows on it is
// compared whether they are spread evenly; and where the same flows are sent twice in a row, whether those of a reader
// went to one the second time, and to whom, or to several.
#pragma once

#include "reprise/reprise.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reprise {

/// Who reads: a socket of an actor.
struct Reader {
    std::string who, socket;
    auto operator<=>(const Reader &) const = default; // NOLINT(modernize-use-nullptr): of clang-tidy 14 alone
};

/// Readers about whom one thing is said.
struct Party {
    enum class Told {
        share,       ///< none, some or all
        by_how_many, ///< whether what they got went to one of them, or to several
        evenness,    ///< whether it is spread evenly over them
        successors,  ///< who has now what the reader had the time before
    } told = Told::share;
    std::vector<std::size_t> readers; ///< by their places in Flows::readers()
};

struct Outcome {
    std::size_t numbers =
        0;                ///< that were sent: flows times repetitions; 0: they are not to be told apart, and forgotten
    std::size_t each = 1; ///< repetitions
    std::vector<Party> parties;
    std::string recorded;
};

class Flows {
  public:
    explicit Flows(const std::vector<Said> &lines);

    [[nodiscard]] const std::vector<Reader> &readers() const { return readers_; }
    /// The actor's name and the socket's: "first s2".
    [[nodiscard]] std::string name_of(std::size_t reader) const;
    /// Which reader the line is read by; nothing when it reads no flows.
    [[nodiscard]] std::optional<std::size_t> reader(std::size_t line) const;
    /// Whether it reads connections, and not datagrams.
    [[nodiscard]] bool reads_connections(std::size_t line) const { return streams_.contains(line); }
    /// What can be said when that line has been answered; null when nothing can.
    [[nodiscard]] const Outcome *outcome_after(std::size_t line) const;
    /// Whether what the line asks about is dealt by a hash.
    [[nodiscard]] bool is_dealt(std::size_t line) const { return dealt_.contains(line); }
    [[nodiscard]] std::size_t most_numbers() const;

  private:
    friend class FlowsOf;

    std::vector<Reader> readers_;
    std::map<std::size_t, std::size_t> reading_; ///< line, reader
    std::map<std::size_t, Outcome> outcomes_;
    std::set<std::size_t> dealt_, streams_;
};

} // namespace reprise
