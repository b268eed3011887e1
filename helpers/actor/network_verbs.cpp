#include "actor/network.hpp"
#include "actor/performer.hpp"
#include "words/errno_name.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace actor {

namespace {

/// A per-namespace setting below /proc/sys/net (ip-sysctl): dots become slashes.
std::string set_sysctl(Performer & /*self*/, const Arguments &words)
{
    std::string path = "/proc/sys/" + words[0];
    for (auto &letter : path) {
        if (letter == '.') letter = '/';
    }
    const Descriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!file.open()) return told(-1);
    return told(write(file.number(), words[1].data(), words[1].size()));
}

} // namespace

void add_network_verbs(Verbs &verbs)
{
    verbs["add-address"] = {"DEVICE ADDRESS/PREFIX",
                            [](Performer &, const Arguments &words) { return add_address(words[0], words[1]); }};
    verbs["raise-link"] = {"DEVICE", [](Performer &, const Arguments &words) { return raise_link(words[0]); }};
    verbs["lay-cable"] = {"DEVICE PEER PID", [](Performer &, const Arguments &words) {
                              return lay_cable(words[0], words[1], static_cast<pid_t>(number(words[2])));
                          }};
    verbs["sysctl"] = {"NAME VALUE", set_sysctl};
}

} // namespace actor
