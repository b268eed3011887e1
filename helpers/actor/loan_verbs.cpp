// Sockets of real programs, taken on loan by an actor that lives in their cell.

#include "actor/cell.hpp"
#include "actor/kernel_view.hpp"
#include "actor/performer.hpp"
#include "actor/process_view.hpp"
#include "actor/waiting.hpp"

#include <algorithm>
#include <utility>

#include <sys/syscall.h>
#include <unistd.h>

namespace actor {

namespace {

/// Where a descriptor of a socket is: in which process, and its number there.
using Place = std::pair<pid_t, int>;

/// The sockets bound there, in the order in which their first holder has them: for a server that keeps what it opens,
/// the order in which it bound them.
std::vector<Place> places_at(const std::string &transport, const words::Endpoint &local)
{
    std::vector<Place> all;
    auto holders = socket_holders();
    for (const auto &socket : bound_at(transport, local)) {
        const auto &who = holders[socket.inode];
        if (!who.holding.empty()) all.emplace_back(who.holding.front(), who.descriptor);
    }
    std::sort(all.begin(), all.end());
    return all;
}

Descriptor duplicate(const Place &place)
{
    const auto &[id, descriptor] = place;
    const Descriptor process{static_cast<int>(syscall(SYS_pidfd_open, id, 0))};
    if (!process.open()) return Descriptor{};
    return Descriptor{static_cast<int>(syscall(SYS_pidfd_getfd, process.number(), descriptor, 0))};
}

/// The socket of that rank there, counted from 0, is ours too from now on (pidfd_getfd(2)).
std::string borrow(Performer &self, const Arguments &words)
{
    if (!in_cell()) throw Senseless("only who is in a cell can borrow");
    const auto rank = static_cast<std::size_t>(number(words[2]));
    const auto all = places_at(words[0], words::Endpoint::parse(words[1]));
    if (rank >= all.size()) return std::to_string(all.size()) + " of them";
    auto mine = duplicate(all[rank]);
    if (!mine.open()) return told(-1);
    self.keep(words[3], std::move(mine));
    return "ok";
}

/// Waits until all that has come to the sockets there has been read.
std::string await_drained(Performer &self, const Arguments &words)
{
    const auto local = words::Endpoint::parse(words[1]);
    const auto drained = [&] {
        const auto all = bound_at(words[0], local);
        return std::all_of(all.begin(), all.end(), [](const auto &socket) { return socket.receive_queue == 0; });
    };
    return becomes_true(drained, self.patience()) ? "ok" : "nothing";
}

} // namespace

void add_loan_verbs(Verbs &verbs)
{
    verbs["borrow"] = {"TRANSPORT LOCAL RANK AS", borrow};
    verbs["await-drained"] = {"TRANSPORT LOCAL", await_drained};
}

} // namespace actor
