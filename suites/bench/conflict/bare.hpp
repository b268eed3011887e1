// The system calls of cells that were played, and nothing else: what an evidence costs is measured against them.
//
//     const auto cells = bare_cells(played, runner.parts());
//     alone(cells);           // one process, one call after the other
//     in_pairs(cells);        // holder and asker of each cell in processes of their own
//
// Both run in this process's network namespace, and count the answers that are other than those that were recorded.
#pragma once

#include "conflict/runner.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

namespace suites::bench {

enum class Call { socket, set, bind, listen, close, send, open, collect };

struct Step {
    Call call = Call::socket;
    unsigned slot = 0;        ///< which of the cell's sockets
    int family = 0, type = 0; ///< socket
    int level = 0, option = 0, value = 0;
    sockaddr_storage address{}; ///< bind; or where to
    socklen_t size = 0;
    std::vector<sockaddr_in6> from; ///< send, open: the sources, an IPv4 one in the first bytes
};

/// What one actor does without being interrupted.
struct Turn {
    std::size_t actor = 0; ///< 0: the client
    unsigned user = 0;
    std::vector<Step> steps;
    std::string told;      ///< as it was recorded
    bool collects = false; ///< then only whether anything came is compared
};

struct BareCell {
    std::vector<Turn> turns;
    std::size_t actors = 0;
};

/// Cells with a step that is not among the calls above are left out; so are those whose receivers chance has picked.
std::vector<BareCell> bare_cells(const std::vector<conflict::Played> &played, const std::vector<std::string> &parts);

/// Both tell how many answers were not the recorded ones.
std::size_t alone(const std::vector<BareCell> &cells);
std::size_t in_pairs(const std::vector<BareCell> &cells);

} // namespace suites::bench
