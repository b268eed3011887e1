// The processes of this cell as the kernel shows them, and who of them holds which socket.
//
//     for (const auto &one : processes()) std::puts(one.title.c_str());     // "nginx: worker process"
//     socket_holders()[socket.inode].holding                                // {2, 3}
//
// Source: proc(5): /proc/PID/stat, cmdline, status, syscall, fd, fdinfo.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace actor {

struct SeenProcess {
    pid_t id = 0;
    pid_t parent = 0;
    char state = '?';  ///< as proc(5) names it: S asleep, R running, T stopped, Z a zombie
    std::string title; ///< its command line; many servers write there what they are
};

/// All but the actor itself, by process id.
std::vector<SeenProcess> processes();

/// The process of that id, dead or not, as long as it is not reaped.
std::optional<SeenProcess> process(pid_t id);

/// Who has to do with a socket.
struct Holders {
    std::vector<pid_t> holding;  ///< processes that have a descriptor of it, in order
    int descriptor = -1;         ///< its number in the first of them
    std::vector<pid_t> watching; ///< those that wait for it in epoll, once for each epoll instance
};

/// By the socket's inode.
std::map<unsigned, Holders> socket_holders();

/// Whether every thread of the process is stopped by a signal.
bool is_stopped(pid_t id);

/// Whether every thread of the process is off its processor, in a system call in which it waits for something to
/// happen: not for the clock alone, as nanosleep(2) does.
bool is_asleep(pid_t id);

/// How often all threads of the process have gone to sleep (voluntary_ctxt_switches).
unsigned long sleeps_of(pid_t id);

} // namespace actor
