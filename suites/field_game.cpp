// A game server of ours (helpers/game) on port 9000: four world processes, and players whom only their world remembers.

#include "field_udp_scenes.hpp"

#include "stage/faults.hpp"

#include <csignal>
#include <set>

CHAPTER(field_game, "field");

using namespace suites;
using namespace suites::field_udp_scenes;

namespace {

constexpr unsigned game_port = 9000;
constexpr unsigned players = 64;
constexpr unsigned worlds = 4;
const std::string here = "127.0.0.1:9000";

/// How the worlds share the port (helpers/game/main.cpp).
struct Manner {
    std::string_view label;
    std::size_t sockets; ///< of four worlds that have met nobody yet
};
constexpr Manner shared{.label = "shared", .sockets = 1};
constexpr Manner reuseport{.label = "reuseport", .sockets = 4};
constexpr Manner connected{.label = "connected", .sockets = 4};

/// "world-7" of "world-7 knows 3 moves, at 3,0"
std::string world_in(const std::string &reply) { return reply.substr(0, reply.find(' ')); }

class Game {
  public:
    Game(const Host &host, const Manner &how)
        : server_(host.daemon(feature::game_server)), players_(host.actor("players"))
    {
        first_ = server_.starts({"game-server", here, std::to_string(worlds), std::string(how.label)});
        server_.listens(udp4, here, how.sockets);
        // One socket is there before the worlds are, and the first of them would answer everybody until the others
        // come.
        server_.comes_to_have(1 + worlds, "game-server");
        meets_all_worlds();
    }

    /// All players make so many moves, in turns, and each hears from its world after each. This is what they hear last.
    Replies played(unsigned moves)
    {
        auto heard = ask(players_, clients(20000, players, game_port), "east");
        for (moves_ += moves; moves > 1; --moves)
            heard = ask(players_, clients(20000, players, game_port), "east");
        return heard;
    }

    /// Whether what the players hear counts all moves they have made so far: "each player's moves", or "not all".
    [[nodiscard]] Seen remembered(const Replies &heard) const
    {
        return remembered(heard, [](unsigned /*player*/) { return true; });
    }
    /// The same of those players alone who had another world than the lost one when they heard that.
    [[nodiscard]] Seen remembered(const Replies &heard, const Replies &before, const std::string &lost) const
    {
        return remembered(heard, [&](unsigned player) { return world_in(before.to(player)) != lost; });
    }

    /// A fifth world has come when this returns: one more socket on the port than there were.
    void gets_another_world() const
    {
        const auto before = server_.sockets(udp4, here).size();
        server_.signals(first_, SIGUSR1);
        server_.listens(udp4, here, before + 1);
    }

    /// This world is gone, as by kill -9, when this returns.
    void loses(const std::string &world) const
    {
        server_.signals(static_cast<pid_t>(std::stol(world.substr(world.find('-') + 1))), SIGKILL);
    }

  private:
    /// All players move until each world has answered somebody: one that is there need not have got its turn yet.
    void meets_all_worlds()
    {
        constexpr unsigned enough = 256;
        std::set<std::string> met;
        while (met.size() < worlds && moves_ < enough) {
            const auto heard = played(1);
            for (unsigned player = 0; player < heard.flows(); ++player) {
                if (heard.to(player).starts_with("world-")) met.insert(world_in(heard.to(player)));
            }
        }
        if (met.size() < worlds)
            throw stage::Unmet("worlds that answer", std::to_string(worlds), std::to_string(met.size()));
    }

    template <typename Counts> [[nodiscard]] Seen remembered(const Replies &heard, Counts counts) const
    {
        const auto all = " knows " + std::to_string(moves_) + " move";
        std::uint64_t known = 0;
        std::uint64_t forgotten = 0;
        for (unsigned player = 0; player < heard.flows(); ++player) {
            if (counts(player)) ++(heard.to(player).find(all) != std::string::npos ? known : forgotten);
        }
        return {forgotten == 0 && known > 0 ? "each player's moves" : "not all",
                Statistic{.name = "players whose moves are forgotten",
                          .value = static_cast<double>(forgotten),
                          .flows = known + forgotten,
                          .counts = {{"known", known}, {"forgotten", forgotten}}}};
    }

    Daemon server_;
    Actor players_;
    pid_t first_ = 0;
    unsigned moves_ = 0;
};

} // namespace

CLAIM("field.game.same-world",
      "A game server whose four worlds share port 9000 by SO_REUSEPORT: each player always reaches the same world, "
      "which knows all of the player's moves.",
      "use.game"_said)
{
    auto host = trial.host();
    {
        Game game(host, shared);
        const auto heard = game.played(8);
        trial.contrast("what worlds know that read one socket", game.remembered(heard)).is("not all");
    }
    Game game(host, reuseport);
    const auto heard = game.played(8);
    trial.expect("what worlds know with SO_REUSEPORT", game.remembered(heard)).is("each player's moves");
}

CLAIM("field.game.world-joins",
      "A game server with SO_REUSEPORT: each player reaches the same world also when a fifth one joins the four.",
      "use.game"_said)
{
    auto host = trial.host();
    {
        Game game(host, shared);
        trial.contrast("what worlds know that read one socket", game.remembered(game.played(4))).is("not all");
    }
    Game game(host, reuseport);
    trial.premise("what worlds know before another one joins", game.remembered(game.played(4)))
        .is("each player's moves");
    game.gets_another_world();
    trial.expect("what they know once it has joined", game.remembered(game.played(1))).is("each player's moves");
}

CLAIM("field.game.world-leaves",
      "A game server with SO_REUSEPORT: each player reaches the same world also when another of the four has crashed.",
      "use.game"_said)
{
    auto host = trial.host();
    Game game(host, reuseport);
    const auto before = game.played(4);
    trial.premise("what worlds know before one crashes", game.remembered(before)).is("each player's moves");
    const auto lost = world_in(before.to(0));
    game.loses(lost);
    const auto after = game.played(1);
    trial.contrast("what is known of all players", game.remembered(after)).is("not all");
    trial.expect("what is known of the other worlds' players", game.remembered(after, before, lost))
        .is("each player's moves");
}

CLAIM("field.game.connected-players",
      "A game server with SO_REUSEPORT: each player always reaches the same world, however many join, where the world "
      "connects a socket to each player it meets.",
      "use.game"_said)
{
    auto host = trial.host();
    {
        Game game(host, reuseport);
        (void)game.played(1);
        game.gets_another_world();
        trial.contrast("what worlds know without such sockets", game.remembered(game.played(1))).is("not all");
    }
    Game game(host, connected);
    (void)game.played(1);
    game.gets_another_world();
    trial.expect("what they know with them", game.remembered(game.played(1))).is("each player's moves");
}
