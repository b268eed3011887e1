#include "actor/birth.hpp"
#include "actor/performer.hpp"
#include "words/errno_name.hpp"

#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <sched.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace actor {

namespace {

uid_t uid(const std::string &text) { return static_cast<uid_t>(number(text)); }

/// The kernel cuts the tie to the parent and makes /proc/self root's at every change of credentials; both are mended.
std::string changed(const Performer &self, int result)
{
    auto answer = told(result);
    prctl(PR_SET_DUMPABLE, 1);
    tie_to(self.parent());
    return answer;
}

std::string set_effective(Performer &self, const Arguments &words)
{
    return changed(self, setresuid(static_cast<uid_t>(-1), uid(words[0]), static_cast<uid_t>(-1)));
}

std::string set_all(Performer &self, const Arguments &words)
{
    return changed(self, setresuid(uid(words[0]), uid(words[1]), uid(words[2])));
}

std::string set_file_system(Performer &self, const Arguments &words)
{
    setfsuid(uid(words[0])); // reports nothing; asking for an impossible uid tells which one holds now
    const auto holds = static_cast<uid_t>(setfsuid(static_cast<uid_t>(-1)));
    changed(self, 0);
    return holds == uid(words[0]) ? "ok" : words::errno_name(EPERM);
}

std::string identity(Performer & /*self*/, const Arguments & /*none*/)
{
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    getresuid(&real, &effective, &saved);
    const auto file_system = static_cast<uid_t>(setfsuid(static_cast<uid_t>(-1)));
    return "real " + std::to_string(real) + " effective " + std::to_string(effective) + " saved " +
           std::to_string(saved) + " fs " + std::to_string(file_system);
}

bool write_to(const char *path, std::string_view text)
{
    const Descriptor file{open(path, O_WRONLY | O_CLOEXEC)};
    return file.open() && write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Enters a new user namespace in which our effective uid is called INSIDE (user_namespaces(7)).
std::string enter_user_namespace(Performer &self, const Arguments &words)
{
    const auto outside = geteuid();
    const auto group = getegid();
    if (unshare(CLONE_NEWUSER) != 0) return told(-1);
    const auto map = [&](const std::string &inside, unsigned id) { return inside + " " + std::to_string(id) + " 1"; };
    if (!write_to("/proc/self/setgroups", "deny")) return told(-1);
    if (!write_to("/proc/self/uid_map", map(words[0], outside))) return told(-1);
    if (!write_to("/proc/self/gid_map", map(words[0], group))) return told(-1);
    return changed(self, 0);
}

} // namespace

void add_identity_verbs(Verbs &verbs)
{
    verbs["seteuid"] = {"UID", set_effective};
    verbs["setresuid"] = {"REAL EFFECTIVE SAVED", set_all};
    verbs["setfsuid"] = {"UID", set_file_system};
    verbs["identity"] = {"", identity};
    verbs["enter-user-namespace"] = {"UID-INSIDE", enter_user_namespace};
}

} // namespace actor
