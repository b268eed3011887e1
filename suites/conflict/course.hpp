// A cell while it is being played: what was done so far, and what of it was answered.
//
//     Course course(cell, played, repertory);
//     course.hear_unit(unit, cue, part, "2:EADDRINUSE");
//     course.decide(packet);              // whom the numbers name, and whether more would say more
//
// What an actor tells of a part is the answers that are not plain "ok", by the number of the step
// (helpers/actor/part.hpp).
#pragma once

#include "conflict/runner.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace suites::conflict {

/// Parts by number, each of its own steps.
struct Repertory {
    std::vector<std::string> steps;
    std::unordered_map<std::string, std::size_t> numbers;

    std::size_t number(std::string part);
};

/// Deeds of one socket that follow each other: played as one part.
struct Unit {
    std::size_t who;
    std::size_t first, last;       ///< deeds [first, last)
    std::vector<std::size_t> ends; ///< for each deed the number of steps up to its end
    std::size_t part = 0;
};

class Course {
  public:
    /// The pages tell nothing but how many flows are enough: as long as some whom they name got none, more are sent.
    Course(const model::Cell &of, Played &into, Repertory &repertory, const model::Pages &pages);

    /// The next unit that is to be played, those of sockets whose bind was refused left out; null when all are done.
    const Unit *next_unit();
    void hear_unit(const Unit &unit, const Cue &cue, const std::string &part, std::string_view told);

    /// Packets that are still to be sent: from how many more sources, counted from which on; none when it is decided.
    struct Sources {
        unsigned first = 0, count = 0;
    };
    Sources next_sources(std::size_t packet);
    /// What the client was answered. A refusal is an answer of the cell's; what the client itself could not do is none.
    void hear_sent(std::string_view told);
    /// The client's port was somebody else's: where the host is a machine that others use, its kernel may have given it
    /// to whoever asked for any. The cell says nothing, and can be played at another port.
    [[nodiscard]] bool disturbed() const { return disturbed_; }
    [[nodiscard]] bool decided() const;
    void hear_collected(std::size_t who, std::string_view told);
    void decide();

    /// Whether it takes what comes: bound, and TCP listening.
    [[nodiscard]] bool open(std::size_t who) const;
    /// Whether there is something to close.
    [[nodiscard]] bool opened(std::size_t who) const { return opened_[who]; }

    [[nodiscard]] const model::Cell &cell() const { return *cell_; }
    [[nodiscard]] Played &played() { return *played_; }
    /// Throws stage::Unmet: the cell is built on a step that was refused.
    [[noreturn]] void unmet(const std::string &step, std::string_view answer) const;

  private:
    struct Traffic {
        unsigned sent = 0;
        std::size_t wanted = 0; ///< how many receive by the pages
        bool decided = false;
        std::vector<std::vector<std::uint32_t>> came; ///< to each socket
    };
    /// Whether chance may pick: there are two for it with SO_REUSEPORT.
    [[nodiscard]] bool chance(const model::Packet &packet) const;
    void decide(std::size_t packet);

    const model::Cell *cell_;
    Played *played_;
    std::vector<Unit> units_;
    std::size_t next_ = 0;
    std::vector<bool> opened_, bound_, listening_;
    std::vector<Traffic> traffic_;
    bool disturbed_ = false;
};

} // namespace suites::conflict
