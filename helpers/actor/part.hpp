// Steps that are learned once and played at many ports: one line asks for hundreds of them, and one answers.
//
//     Part bind("socket,s~,tcp4;bind,s~,127.0.0.1:%");
//     bind.play(self, 20001);      // "", all was well; or "1:EADDRINUSE": the second step, after which none was made
//
// Each step is one of the grammar, its words joined by commas. In a word % stands for the port, ^ for a port of the
// client's that belongs to it, ~ for what tells the sockets of one port from those of another.
#pragma once

#include "actor/performer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace actor {

class Part {
  public:
    /// Throws Senseless when a step has no verb that is known, or too few or too many words.
    explicit Part(std::string_view steps);

    /// Performs the steps up to the first that is refused. Every answer but "ok" is told: "2:EADDRINUSE", blanks as
    /// underscores.
    std::string play(Performer &self, unsigned port);

  private:
    struct Word {
        std::size_t at;   ///< its place among the arguments
        std::string text; ///< with the signs in it
    };
    struct Move {
        Verb::Act act = nullptr;
        Arguments arguments; ///< as they were last said
        std::vector<Word> changing;
    };
    std::vector<Move> moves_;
};

} // namespace actor
