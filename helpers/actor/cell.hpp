// A cell: process ids, files and shared memory of an actor's own, for a real server that must leave nothing behind.
//
//     const pid_t child = fork_into_cell();                    // as fork(2); the child is process 1 of the cell
//     if (auto refusal = furnish({.unpacked = "", .programs = "/usr/sbin"})) …
//     // from here on: /tmp is empty and ours, all else can be read only, and /proc shows who is in the cell
//
// When process 1 ends, the kernel ends all others and then forgets the files: nothing has to be cleaned up, whoever was
// killed and how. Source: pid_namespaces(7), mount_namespaces(7), ipc_namespaces(7).
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

namespace actor {

struct Cell {
    std::string unpacked; ///< where a package that is not installed was unpacked: its usr/ is seen in ours; "" none
    std::string programs; ///< the folder of the program that will be started
};

/// Negative with errno set when the kernel said no.
pid_t fork_into_cell();

/// In the child; the text of the refusal when the kernel said no.
std::optional<std::string> furnish(const Cell &cell);

/// Whether this process is process 1 of a cell.
bool in_cell();

} // namespace actor
