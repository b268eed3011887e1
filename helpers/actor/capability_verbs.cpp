#include "actor/performer.hpp"

#include <array>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace actor {

namespace {

/// A later change of the user ids leaves the permitted capabilities as they are (capabilities(7), PR_SET_KEEPCAPS).
std::string keep_capabilities(Performer & /*self*/, const Arguments & /*none*/)
{
    return told(prctl(PR_SET_KEEPCAPS, 1));
}

/// The capability by that name, as a set of its own; "none" is the empty set.
std::uint32_t set_of(const std::string &name)
{
    if (name == "none") return 0;
    if (name == "CAP_NET_BIND_SERVICE") return std::uint32_t{1} << CAP_NET_BIND_SERVICE;
    throw Senseless("unknown capability '" + name + "'");
}

/// Makes this the one effective capability, of those that are permitted.
std::string has_only(Performer & /*self*/, const Arguments &words)
{
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
    if (syscall(SYS_capget, &header, data.data()) != 0) return told(-1);
    for (auto &part : data)
        part.effective = 0;
    data.front().effective = set_of(words[0]);
    return told(syscall(SYS_capset, &header, data.data()));
}

} // namespace

void add_capability_verbs(Verbs &verbs)
{
    verbs["keep-capabilities"] = {"", keep_capabilities};
    verbs["only-capability"] = {"NAME", has_only};
}

} // namespace actor
