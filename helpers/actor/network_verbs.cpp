#include "actor/network.hpp"
#include "actor/performer.hpp"
#include "actor/waiting.hpp"
#include "words/endpoint.hpp"
#include "words/errno_name.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace actor {

namespace {

using words::Endpoint;

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

/// Whether a datagram sent from the address to itself arrives.
bool reaches_itself(const Endpoint &address)
{
    constexpr std::chrono::milliseconds loopback_takes{10};
    const Descriptor mirror{::socket(address.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!mirror.open() || bind(mirror.number(), address.data(), address.size()) != 0) return false;
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    getsockname(mirror.number(), reinterpret_cast<sockaddr *>(&bound), &size);
    if (sendto(mirror.number(), "echo", 4, 0, reinterpret_cast<sockaddr *>(&bound), size) < 0) return false;
    return readable_within(mirror.number(), loopback_takes);
}

/// Adds it, and waits until it can be reached: the kernel lays the local route of an IPv6 address from a work queue,
/// some time after the address is there and can be bound (net/ipv6/addrconf.c, addrconf_dad_work(), in 6.12). Until
/// then packets to it are lost.
std::string add_usable_address(Performer &self, const Arguments &words)
{
    auto answer = add_address(words[0], words[1]);
    if (answer != "ok") return answer;
    const auto bare = words[1].substr(0, words[1].find('/'));
    const bool six = bare.find(':') != std::string::npos;
    const auto address = Endpoint::parse((six ? "[" + bare + "]" : bare) + ":0");
    return becomes_true([&] { return reaches_itself(address); }, self.patience()) ? "ok" : "never usable";
}

/// Waits until it carries what is sent: before, everything is dropped without a word.
std::string await_link(Performer &self, const Arguments &words)
{
    return becomes_true([&] { return carries(words[0]); }, self.patience()) ? "ok" : "never up";
}

} // namespace

void add_network_verbs(Verbs &verbs)
{
    verbs["add-address"] = {"DEVICE ADDRESS/PREFIX", add_usable_address};
    verbs["raise-link"] = {"DEVICE", [](Performer &, const Arguments &words) { return raise_link(words[0]); }};
    verbs["await-link"] = {"DEVICE", await_link};
    verbs["lay-cable"] = {"DEVICE PEER PID", [](Performer &, const Arguments &words) {
                              return lay_cable(words[0], words[1], static_cast<pid_t>(number(words[2])));
                          }};
    verbs["sysctl"] = {"NAME VALUE", set_sysctl};
}

} // namespace actor
