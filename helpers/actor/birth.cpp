#include "actor/birth.hpp"

#include "actor/descriptor.hpp"
#include "actor/network.hpp"
#include "words/errno_name.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace actor {

namespace {

std::string refusal(const char *call) { return words::errno_name(errno) + " from " + call; }

std::optional<std::string> enter_network(const std::string &network)
{
    if (network.empty()) return std::nullopt;
    if (network == "new") {
        if (unshare(CLONE_NEWNET) != 0) return refusal("unshare(CLONE_NEWNET)");
        if (const auto answer = raise_loopback(); answer != "ok") return answer + " from raising lo";
        return std::nullopt;
    }
    const Descriptor entrance{open(network.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!entrance.open()) return refusal(("open " + network).c_str());
    if (setns(entrance.number(), CLONE_NEWNET) != 0) return refusal("setns");
    return std::nullopt;
}

std::optional<std::string> become(uid_t uid)
{
    // Without CAP_SETGID there are no groups to drop and none may be set; the uid decides whether the birth succeeds.
    if (setgroups(0, nullptr) != 0 && errno != EPERM) return refusal("setgroups");
    if (setresgid(uid, uid, uid) != 0) return refusal("setresgid");
    if (setresuid(uid, uid, uid) != 0) return refusal("setresuid");
    // A change of credentials makes /proc/self root's; an actor must be able to write its own uid_map (proc(5)).
    prctl(PR_SET_DUMPABLE, 1);
    return std::nullopt;
}

} // namespace

void tie_to(pid_t parent)
{
    if (parent == 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have died between fork and prctl; then nobody will ever send the signal. From within a cell the
    // parent cannot be seen; who is left alone there finds its line closed.
    if (!in_cell() && getppid() != parent) raise(SIGKILL);
}

std::optional<std::string> come_into_the_world(const Birth &birth)
{
    if (auto no = enter_network(birth.network)) return no;
    if (birth.cell) {
        if (auto no = furnish(*birth.cell)) return no;
    }
    if (birth.uid) {
        if (auto no = become(*birth.uid)) return no;
    }
    tie_to(birth.parent);
    return std::nullopt;
}

} // namespace actor
