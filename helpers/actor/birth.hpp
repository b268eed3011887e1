// How an actor comes into the world: its namespace, its user, its tie to its parent; all before it reads its first
// line.
//
//     Birth birth{.parent = 4711, .uid = 1001, .network = "/proc/4712/ns/net"};
//     if (auto refusal = come_into_the_world(birth)) std::puts(refusal->c_str());   // "EPERM from setns"
//
// Source of the order: setns(2) and unshare(2) need CAP_SYS_ADMIN, so the namespace comes before the user; the kernel
// forgets PR_SET_PDEATHSIG when credentials change (prctl(2)), so the tie comes last.
#pragma once

#include "actor/cell.hpp"

#include <optional>
#include <string>

#include <sys/types.h>

namespace actor {

struct Birth {
    pid_t parent = 0;         ///< whose end is ours too; 0: nobody's
    std::optional<uid_t> uid; ///< real, effective and saved uid and gid, no supplementary groups; none: as the parent
    std::string network;      ///< "" the parent's; "new" a fresh one with lo up; else the path of one to enter
    std::optional<Cell> cell; ///< that of who was born by fork_into_cell()
};

/// Does it; the text of the refusal when the kernel said no.
std::optional<std::string> come_into_the_world(const Birth &birth);

/// Ties this process's life to its parent's again: the kernel undoes it at every change of credentials.
void tie_to(pid_t parent);

} // namespace actor
