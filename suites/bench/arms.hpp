// The arms of the experiment, played in turn on one host: who serves a port, and what came of the same load.
//
//     Experiment tcp(host, stage::tcp4, load);
//     tcp.play_for(10s);
//     tcp.series(Arm::four_workers, &Round::rate)      // one value for each round
#pragma once

#include "stage/host.hpp"
#include "stage/socket.hpp"

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace suites::bench {

enum class Arm {
    one_process,
    one_process_again, ///< A/A: what differs between the two is not the arm's
    shared_socket,     ///< four workers at one socket
    four_workers,      ///< four workers with SO_REUSEPORT, a socket each
};
inline constexpr std::array all_arms{Arm::one_process, Arm::one_process_again, Arm::shared_socket, Arm::four_workers};
std::string_view name(Arm arm);

/// What one arm did with the load of one round.
struct Round {
    double sent = 0, served = 0;
    double server_cpu = 0; ///< seconds, of all its workers
    double wall = 0;       ///< seconds, from the first connection or datagram to the last
    double p99 = 0;        ///< seconds from connect(2) to the answer, of 99 in 100 connections

    [[nodiscard]] double cost() const { return server_cpu / served; }
    [[nodiscard]] double rate() const { return served / wall; }
    [[nodiscard]] double wait() const { return p99; }
    [[nodiscard]] double lost() const { return 1 - served / sent; }
};

struct Size {
    unsigned loads = 1;    ///< processes that make the load
    unsigned count = 1000; ///< connections or datagrams of each, per round and arm
    unsigned at_once = 64; ///< of each: connections open at a time, or sockets that datagrams come from
    unsigned min_rounds = 10;
};

class Experiment {
  public:
    Experiment(const stage::Host &host, const stage::Transport &net, const Size &size);

    /// Rounds of all arms, each in another order, until the time is over; at least min_rounds unless that takes thrice
    /// as long.
    void play_for(std::chrono::milliseconds time);

    [[nodiscard]] unsigned rounds() const;
    [[nodiscard]] std::vector<double> series(Arm arm, double (Round::*value)() const) const;
    /// Sums over all rounds; of p99 the mean.
    [[nodiscard]] Round total(Arm arm) const;

  private:
    [[nodiscard]] Round play(Arm arm) const;

    stage::Transport net_;
    Size size_;
    std::vector<stage::Actor> loads_;
    std::map<Arm, std::vector<stage::Socket>> workers_;
    std::map<Arm, std::vector<Round>> played_;
};

} // namespace suites::bench
