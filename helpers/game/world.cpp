#include "game/world.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace game {

namespace {

using actor::Descriptor;
using words::Endpoint;

[[noreturn]] void fail(const char *call) { throw std::runtime_error(std::string(call) + ": " + std::strerror(errno)); }

/// The sockets that can be read now. Who reads only one sleeps in reading it: the kernel wakes one such reader for
/// each datagram, and the next one for the next.
std::vector<int> ready(const std::vector<Descriptor> &sockets)
{
    if (sockets.size() == 1) return {sockets.front().number()};
    std::vector<pollfd> set;
    set.reserve(sockets.size());
    for (const auto &socket : sockets)
        set.push_back({.fd = socket.number(), .events = POLLIN, .revents = 0});
    if (poll(set.data(), set.size(), -1) < 0) fail("poll");
    std::vector<int> some;
    for (const auto &one : set) {
        if (one.revents != 0) some.push_back(one.fd);
    }
    return some;
}

} // namespace

Sharing sharing_named(std::string_view name)
{
    if (name == "shared") return Sharing::shared;
    if (name == "reuseport") return Sharing::reuseport;
    if (name == "connected") return Sharing::connected;
    throw std::invalid_argument("'" + std::string(name) + "' is none of shared, reuseport, connected");
}

Door::Door(const Endpoint &at, Sharing sharing) : at_(at), sharing_(sharing)
{
    if (sharing_ != Sharing::shared) return;
    shared_ = bound();
    if (!shared_.open()) fail("bind");
}

Descriptor Door::bound() const
{
    Descriptor made{::socket(at_.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    const int yes = 1;
    if (!made.open()) return made;
    if (sharing_ != Sharing::shared && setsockopt(made.number(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0)
        return Descriptor{};
    if (bind(made.number(), at_.data(), at_.size()) != 0) return Descriptor{};
    return made;
}

Descriptor Door::opened() const
{
    auto made = shared_.open() ? Descriptor{fcntl(shared_.number(), F_DUPFD_CLOEXEC, 0)} : bound();
    if (!made.open()) fail("bind");
    return made;
}

Descriptor Door::opened_to(const Endpoint &player) const
{
    if (sharing_ != Sharing::connected) return Descriptor{};
    auto made = bound();
    if (made.open() && connect(made.number(), player.data(), player.size()) != 0) return Descriptor{};
    return made;
}

void World::Player::moves_to(std::string_view where)
{
    ++moves;
    if (where == "north") ++north;
    if (where == "south") --north;
    if (where == "east") ++east;
    if (where == "west") --east;
}

std::string World::Player::told_by(const std::string &world) const
{
    return world + " knows " + std::to_string(moves) + (moves == 1 ? " move" : " moves") + ", at " +
           std::to_string(east) + "," + std::to_string(north);
}

void World::play() const
{
    const auto name = "world-" + std::to_string(getpid());
    std::vector<Descriptor> sockets;
    sockets.push_back(door_.opened());
    std::map<std::string, Player> players;
    while (true) {
        for (const int socket : ready(sockets)) {
            std::array<char, 64> said{};
            sockaddr_storage from{};
            socklen_t size = sizeof from;
            const auto length =
                recvfrom(socket, said.data(), said.size(), 0, reinterpret_cast<sockaddr *>(&from), &size);
            if (length < 0) continue; // a player who is gone refuses what was sent to it (udp(7))
            const auto who = Endpoint::from(from);
            const auto [player, is_new] = players.try_emplace(who.text());
            player->second.moves_to({said.data(), static_cast<std::size_t>(length)});
            // Before the answer: what the player says after it comes to the player's own socket.
            if (auto own = is_new ? door_.opened_to(who) : Descriptor{}; own.open()) sockets.push_back(std::move(own));
            const auto reply = player->second.told_by(name);
            (void)sendto(socket, reply.data(), reply.size(), 0, who.data(), who.size());
        }
    }
}

} // namespace game
