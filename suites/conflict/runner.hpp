// Plays cells on this kernel, hundreds at a time, and brings the answers.
//
//     Runner runner(troupe, model::mainline());
//     const std::vector<Played> played = runner.play(cells);
//     played[7].answers.deeds               // {0, EADDRINUSE, -1}
//
// One actor for each user plays the parts of all sockets of that user; each line to it asks for a step of a whole
// batch. Every cell has a port that nobody has touched before.
#pragma once

#include "model/cell.hpp"
#include "stage/troupe.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suites::conflict {

/// One actor's part in a cell, and what came of it: enough to tell the transcript again.
struct Cue {
    std::string actor; ///< the socket's name in the story, or "client"
    model::User user = 0;
    std::size_t part = 0; ///< what it played, of Runner::parts()
    std::string told;     ///< as the actor told it: "2:EADDRINUSE"
};

struct Played {
    unsigned port = 0;
    model::Answers answers;
    std::vector<Cue> cues;
    unsigned flows = 0;              ///< to each destination, in the end
    std::optional<std::string> lack; ///< the feature for want of which it could not be played
};

class Runner {
  public:
    /// The pages tell how many flows are enough to see all receivers they name, nothing else. Both must outlive it.
    Runner(const stage::Troupe &troupe, const model::Pages &pages);
    ~Runner();
    Runner(const Runner &) = delete;
    Runner &operator=(const Runner &) = delete;

    /// Throws stage::Fault, or stage::Unmet when what a cell is built on was refused.
    std::vector<Played> play(const std::vector<model::Cell> &cells);

    /// The cells to come are played on another host.
    void moves_on();

    /// The steps of each part that was played (model/script.hpp).
    [[nodiscard]] const std::vector<std::string> &parts() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace suites::conflict
