#include "words/option.hpp"

#include <array>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace words {

namespace {

constexpr std::array table{
    Option{"SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR},
    Option{"SO_REUSEPORT", SOL_SOCKET, SO_REUSEPORT},
    Option{"SO_RCVBUF", SOL_SOCKET, SO_RCVBUF},
    Option{"IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY},
    Option{"IP_MULTICAST_ALL", IPPROTO_IP, IP_MULTICAST_ALL},
    Option{"IPV6_MULTICAST_ALL", IPPROTO_IPV6, IPV6_MULTICAST_ALL},
    Option{"TCP_DEFER_ACCEPT", IPPROTO_TCP, TCP_DEFER_ACCEPT},
    Option{"TCP_QUICKACK", IPPROTO_TCP, TCP_QUICKACK},
};

} // namespace

std::span<const Option> options() { return table; }

const Option *find_option(std::string_view name)
{
    for (const auto &option : table) {
        if (option.name == name) return &option;
    }
    return nullptr;
}

} // namespace words
