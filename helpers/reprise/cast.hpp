// Who acts in a transcript: the actors by name, and the scenes nobody outlives.
//
//     const Cast cast(scene.lines);
//     cast.names()                // {"host", "server", "client"}, by their first birth
//     cast.begins_scene(24)       // whoever was born before this line does nothing from here on
#pragma once

#include "reprise/reprise.hpp"

#include <set>
#include <string>
#include <vector>

namespace reprise {

class Cast {
  public:
    explicit Cast(const std::vector<Said> &lines);

    [[nodiscard]] const std::vector<std::string> &names() const { return names_; }
    [[nodiscard]] std::size_t place_of(const std::string &name) const;
    [[nodiscard]] bool begins_scene(std::size_t line) const { return scenes_.contains(line); }
    /// An actor's name as an enumerator: "SERVER".
    [[nodiscard]] std::string enumerator_of(const std::string &name) const;
    /// The one at the other end of a cable that is laid in that line.
    [[nodiscard]] std::string far_end(std::size_t line) const;

  private:
    const std::vector<Said> &lines_;
    std::vector<std::string> names_;
    std::set<std::size_t> scenes_;
};

/// The host in whose network an actor is born: its own name when it is a new one, "" for the machine's.
std::string network_of(const words::Step &birth);

} // namespace reprise
