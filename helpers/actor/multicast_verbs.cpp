#include "actor/network.hpp"
#include "actor/performer.hpp"

#include <cerrno>
#include <optional>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace actor {

namespace {

/// The device of that name; "any" leaves the choice to the kernel, which asks its routes (ip(7), IP_ADD_MEMBERSHIP).
std::optional<unsigned> index_of(const std::string &device)
{
    if (device == "any") return 0;
    const auto index = if_nametoindex(device.c_str());
    if (index == 0) return std::nullopt;
    return index;
}

/// Changes the membership of socket NAME in GROUP on DEVICE.
std::string change_membership(Performer &self, const Arguments &words, int change_four, int change_six)
{
    const int socket = self.socket(words[0]).number();
    const auto device = index_of(words[2]);
    if (!device) return told(-1);
    ip_mreqn four{};
    if (inet_pton(AF_INET, words[1].c_str(), &four.imr_multiaddr) == 1) {
        four.imr_ifindex = static_cast<int>(*device);
        return told(setsockopt(socket, IPPROTO_IP, change_four, &four, sizeof four));
    }
    ipv6_mreq six{};
    if (inet_pton(AF_INET6, words[1].c_str(), &six.ipv6mr_multiaddr) != 1) {
        throw Senseless("not an address: '" + words[1] + "'");
    }
    six.ipv6mr_interface = *device;
    return told(setsockopt(socket, IPPROTO_IPV6, change_six, &six, sizeof six));
}

std::string join(Performer &self, const Arguments &words)
{
    return change_membership(self, words, IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP);
}

std::string leave(Performer &self, const Arguments &words)
{
    return change_membership(self, words, IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP);
}

std::string lay_route(Performer & /*self*/, const Arguments &words) { return lay_local_route(words[0]); }

} // namespace

void add_multicast_verbs(Verbs &verbs)
{
    verbs["join"] = {"NAME GROUP DEVICE", join};
    verbs["leave"] = {"NAME GROUP DEVICE", leave};
    verbs["lay-local-route"] = {"PREFIX", lay_route};
}

} // namespace actor
