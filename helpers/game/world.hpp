// A world of the game: a process that answers its players, and remembers them for as long as it lives.
//
//     const Door door(Endpoint::parse("127.0.0.1:9000"), Sharing::reuseport);
//     World(door).play();                  // in a process of its own; never returns
#pragma once

#include "actor/descriptor.hpp"
#include "words/endpoint.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace game {

/// How the worlds come to their sockets on the one port.
enum class Sharing {
    shared,    ///< one socket, which all of them read
    reuseport, ///< each has its own, by SO_REUSEPORT
    connected, ///< the same, and one more for each player, which is connected to it
};

/// Throws std::invalid_argument.
Sharing sharing_named(std::string_view name);

/// The port where players are met.
class Door {
  public:
    /// Throws std::runtime_error when the kernel refuses it.
    Door(const words::Endpoint &at, Sharing sharing);

    /// The socket that a world reads.
    [[nodiscard]] actor::Descriptor opened() const;
    /// One for this player alone; closed where nobody gets one, or the kernel refuses it.
    [[nodiscard]] actor::Descriptor opened_to(const words::Endpoint &player) const;

  private:
    [[nodiscard]] actor::Descriptor bound() const;

    words::Endpoint at_;
    Sharing sharing_;
    actor::Descriptor shared_;
};

class World {
  public:
    explicit World(const Door &door) : door_(door) {}

    /// Answers whoever comes. Throws std::runtime_error.
    [[noreturn]] void play() const;

  private:
    struct Player {
        unsigned moves = 0;
        int east = 0, north = 0;

        void moves_to(std::string_view where);
        [[nodiscard]] std::string told_by(const std::string &world) const;
    };
    const Door &door_;
};

} // namespace game
