// game-server ADDRESS:PORT WORLDS [shared|reuseport|connected]
//
// A game server as guides draw it: so many world processes on one UDP port, each of which keeps the players it has met
// in its memory and nowhere else. A player says "north", "east", "south" or "west"; the world moves it and answers with
// its own process id, how many moves of this player it knows, and where the player stands by them:
//
//     $ game-server 127.0.0.1:9000 4 reuseport &
//     player: east      world: world-4713 knows 1 move, at 1,0
//
//     shared       the worlds read one socket, which the first process bound (as it was before SO_REUSEPORT)
//     reuseport    each world binds a socket of its own
//     connected    the same, and each player it meets gets a socket that is connected to the player
//
// SIGUSR1 to the first process starts one more world. The worlds end with the first process. Exit status 64: usage.

#include "game/world.hpp"

#include "words/endpoint.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int usage_error = 64;

struct Options {
    words::Endpoint at;
    unsigned worlds = 1;
    game::Sharing sharing = game::Sharing::reuseport;
};

Options read(const std::vector<std::string_view> &words)
{
    if (words.size() != 3) throw std::invalid_argument("game-server ADDRESS:PORT WORLDS shared|reuseport|connected");
    Options options{.at = words::Endpoint::parse(words[0])};
    const auto [end, error] = std::from_chars(words[1].data(), words[1].data() + words[1].size(), options.worlds);
    if (error != std::errc{} || end != words[1].data() + words[1].size() || options.worlds == 0)
        throw std::invalid_argument("'" + std::string(words[1]) + "' is no number of worlds");
    options.sharing = game::sharing_named(words[2]);
    return options;
}

/// A process of its own that plays this world for as long as the first process lives.
void start(const game::World &world)
{
    const pid_t first = getpid();
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
    if (child > 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != first) _exit(1);
    try {
        world.play();
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "game-server: %s\n", reason.what());
        _exit(1);
    }
}

/// Takes away the worlds that have ended, and starts one more at each SIGUSR1.
[[noreturn]] void keep(const game::Door &door)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGCHLD);
    while (true) {
        int signal = 0;
        sigwait(&signals, &signal);
        if (signal == SIGUSR1) start(game::World(door));
        while (waitpid(-1, nullptr, WNOHANG) > 0) {}
    }
}

} // namespace

int main(int count, char **arguments)
{
    try {
        const std::vector<std::string_view> words(arguments + 1, arguments + count);
        if (words == std::vector<std::string_view>{"--version"})
            return std::puts("game-server " GAME_VERSION) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
        const auto options = read(words);
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGUSR1);
        sigaddset(&signals, SIGCHLD);
        sigprocmask(SIG_BLOCK, &signals, nullptr);
        const game::Door door(options.at, options.sharing);
        for (unsigned world = 0; world < options.worlds; ++world)
            start(game::World(door));
        keep(door);
    } catch (const std::invalid_argument &reason) {
        std::fprintf(stderr, "game-server: %s\n", reason.what());
        return usage_error;
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "game-server: %s\n", reason.what());
        return 1;
    }
}
