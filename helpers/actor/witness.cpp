#include "actor/witness.hpp"

#include "actor/waiting.hpp"
#include "words/endpoint.hpp"

#include <array>
#include <cerrno>
#include <string_view>

#include <sys/socket.h>

namespace actor {

using words::Endpoint;

namespace {

/// A socket whose peer it is itself: what it sends over loopback comes back to it. Its port is one that the kernel
/// gives nobody unasked (ip_local_port_range): it stays open, and must not be in the way of a port that a trial names.
std::string open_mirror(Descriptor &mirror, int family)
{
    constexpr std::uint16_t first = 61000;
    constexpr std::uint16_t last = 61999;
    mirror = Descriptor{::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!mirror.open()) return told(-1);
    const auto loopback = Endpoint::parse(family == AF_INET6 ? "[::1]:0" : "127.0.0.1:0");
    for (auto port = first; port <= last; ++port) {
        const auto self = loopback.with_port(port);
        if (bind(mirror.number(), self.data(), self.size()) == 0)
            return told(connect(mirror.number(), self.data(), self.size()));
        if (errno != EADDRINUSE) break;
    }
    auto answer = told(-1);
    mirror = Descriptor{};
    return answer;
}

thread_local OneWitness *for_all_steps = nullptr;

} // namespace

OneWitness::OneWitness() { for_all_steps = this; }
OneWitness::~OneWitness() { for_all_steps = nullptr; }

std::string OneWitness::seen(Performer &self)
{
    for_all_steps = nullptr;
    for (const int family : owed_) {
        if (auto answer = see_witness(self, family); answer != "ok") return answer;
    }
    return "ok";
}

OnOneProcessor::OnOneProcessor()
{
    // Whom the runner has put on one processor stays there: it need not be asked for every datagram.
    thread_local bool always = false;
    if (always || sched_getaffinity(0, sizeof before_, &before_) != 0) return;
    always = CPU_COUNT(&before_) == 1;
    if (always) return;
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(static_cast<std::size_t>(sched_getcpu()), &here);
    pinned_ = sched_setaffinity(0, sizeof here, &here) == 0;
}

OnOneProcessor::~OnOneProcessor()
{
    if (pinned_) sched_setaffinity(0, sizeof before_, &before_);
}

std::string see_witness(Performer &self, int family)
{
    if (for_all_steps != nullptr) {
        for_all_steps->owed_.insert(family);
        return "ok";
    }
    auto &mirror = self.mirror(family);
    if (!mirror.open()) {
        if (auto answer = open_mirror(mirror, family); answer != "ok") return answer;
    }
    constexpr std::string_view text = "witness";
    std::array<char, text.size()> seen{};
    if (send(mirror.number(), text.data(), text.size(), 0) < 0) return told(-1);
    if (recv(mirror.number(), seen.data(), seen.size(), 0) > 0) return "ok";
    if (!readable_within(mirror.number(), self.patience())) return "witness lost";
    return told(recv(mirror.number(), seen.data(), seen.size(), 0));
}

} // namespace actor
