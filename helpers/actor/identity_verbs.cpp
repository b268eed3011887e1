#include "actor/birth.hpp"
#include "actor/lacking.hpp"
#include "actor/performer.hpp"
#include "words/errno_name.hpp"
#include "words/feature.hpp"

#include <cerrno>
#include <optional>
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

/// The file-system uid that holds, which the answer to an impossible one tells; nothing on a kernel that has none
/// (where the call is none either: gVisor).
std::optional<uid_t> file_system_uid()
{
    const int holds = setfsuid(static_cast<uid_t>(-1));
    if (holds == -1) return std::nullopt;
    return static_cast<uid_t>(holds);
}

std::string set_file_system(Performer &self, const Arguments &words)
{
    if (!file_system_uid())
        throw Lacking(words::feature::file_system_uids, words::errno_name(errno) + " from setfsuid");
    setfsuid(uid(words[0])); // reports nothing
    const auto holds = file_system_uid();
    changed(self, 0);
    return holds == uid(words[0]) ? "ok" : words::errno_name(EPERM);
}

std::string identity(Performer & /*self*/, const Arguments & /*none*/)
{
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    getresuid(&real, &effective, &saved);
    // Where there is no such thing the effective one does its work.
    const auto file_system = file_system_uid().value_or(effective);
    return "real " + std::to_string(real) + " effective " + std::to_string(effective) + " saved " +
           std::to_string(saved) + " fs " + std::to_string(file_system);
}

bool exists(const char *path) { return access(path, F_OK) == 0; }

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
    // A kernel that has no such file asks for no such promise before it takes a map of groups.
    constexpr auto promise = "/proc/self/setgroups";
    if (exists(promise) && !write_to(promise, "deny")) return told(-1);
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
