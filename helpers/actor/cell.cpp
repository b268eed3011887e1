#include "actor/cell.hpp"

#include "actor/descriptor.hpp"
#include "words/errno_name.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace actor {

namespace {

bool is_furnished = false; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): a process is in one cell

std::string refusal(const std::string &call) { return words::errno_name(errno) + " from " + call; }

/// All that is mounted by now can be read only. Kernels before 5.12 can say so of one mount at a time: there it is the
/// root's alone.
bool seal()
{
    mount_attr attributes{};
    attributes.attr_set = MOUNT_ATTR_RDONLY;
    if (syscall(SYS_mount_setattr, -1, "/", AT_RECURSIVE, &attributes, sizeof attributes) == 0) return true;
    if (errno != ENOSYS) return false;
    struct statvfs root {};
    if (statvfs("/", &root) != 0) return false;
    // What the mount was denied before, a user namespace must not give it back.
    constexpr unsigned long kept = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_RELATIME;
    return mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | (root.f_flag & kept), nullptr) == 0;
}

} // namespace

pid_t fork_into_cell()
{
    clone_args how{};
    how.flags = CLONE_NEWPID;
    how.exit_signal = SIGCHLD;
    // Without new memory to share this is fork(2), which knows of no namespaces.
    return static_cast<pid_t>(syscall(SYS_clone3, &how, sizeof how));
}

std::optional<std::string> furnish(const Cell &cell)
{
    if (getpid() != 1) return "only who is process 1 can be in a cell";
    if (unshare(CLONE_NEWNS | CLONE_NEWIPC) != 0) return refusal("unshare(CLONE_NEWNS|CLONE_NEWIPC)");
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return refusal("making mounts private");
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) return refusal("mounting proc");
    if (!cell.unpacked.empty()) {
        // By a relative path: one that holds a colon or a comma could not be said in the options.
        if (chdir(cell.unpacked.c_str()) != 0) return refusal("entering " + cell.unpacked);
        if (mount("overlay", "/usr", "overlay", MS_RDONLY, "lowerdir=usr:/usr") != 0) return refusal("overlaying /usr");
    }
    // One that was built below /tmp would be hidden by ours.
    const Descriptor programs{open(cell.programs.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!seal()) return refusal("sealing the files");
    for (const auto *own : {"/tmp", "/run", "/dev/shm"}) {
        if (mount("tmpfs", own, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=512m") != 0)
            return refusal(std::string("mounting a tmpfs at ") + own);
    }
    if (chdir("/tmp") != 0) return refusal("entering /tmp");
    auto folder = cell.programs;
    if (programs.open() && access(folder.c_str(), X_OK) != 0) {
        folder = "/run/programs";
        const auto hidden = "/proc/self/fd/" + std::to_string(programs.number());
        if (mkdir(folder.c_str(), 0755) != 0 || mount(hidden.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0)
            return refusal("mounting " + cell.programs);
    }
    clearenv();
    setenv("PATH", (folder + ":/usr/sbin:/usr/bin:/sbin:/bin").c_str(), 1);
    setenv("LC_ALL", "C", 1);
    setenv("HOME", "/tmp", 1);
    is_furnished = true;
    return std::nullopt;
}

bool in_cell() { return is_furnished; }

} // namespace actor
