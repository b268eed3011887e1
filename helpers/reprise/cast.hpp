// Who acts in a transcript: the actors, and the scenes nobody outlives.
//
//     const Cast cast(scene.lines);
//     cast.name(cast.actor(24))   // "server", who does what the 25th line says
//     cast.begins_scene(24)       // whoever was born before this line does nothing from here on
#pragma once

#include "reprise/reprise.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reprise {

class Cast {
  public:
    explicit Cast(const std::vector<Said> &lines);

    /// How many actors there are; one of them may be born more than once, one after the other.
    [[nodiscard]] std::size_t size() const { return names_.size(); }
    /// Two have the same name where both are alive at a time: the younger is meant until it dies.
    [[nodiscard]] const std::string &name(std::size_t actor) const { return names_.at(actor); }
    /// The name as an enumerator: "SERVER".
    [[nodiscard]] const std::string &enumerator_of(std::size_t actor) const { return enumerators_.at(actor); }

    [[nodiscard]] std::size_t actor(std::size_t line) const { return actors_.at(line); }
    /// The keeper of the network that an actor is born into, by the line of that birth; none for the machine's own.
    [[nodiscard]] std::optional<std::size_t> host(std::size_t line) const;
    /// The one at the other end of a cable that is laid in that line.
    [[nodiscard]] std::optional<std::size_t> far_end(std::size_t line) const;
    [[nodiscard]] bool begins_scene(std::size_t line) const { return scenes_.contains(line); }

  private:
    std::size_t enrol(const std::string &name, std::size_t depth);

    std::vector<std::string> names_, enumerators_;
    std::vector<std::size_t> actors_; ///< by line
    std::map<std::size_t, std::size_t> hosts_, far_ends_;
    std::set<std::size_t> scenes_;
};

} // namespace reprise
