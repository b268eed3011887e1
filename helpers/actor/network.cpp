#include "actor/network.hpp"

#include "actor/descriptor.hpp"
#include "words/errno_name.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/if_addr.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>

namespace actor {

namespace {

template <auto release> struct Release {
    template <typename T> void operator()(T *thing) const { release(thing); }
};
using NetlinkSocket = std::unique_ptr<nl_sock, Release<nl_socket_free>>;
using Address = std::unique_ptr<rtnl_addr, Release<rtnl_addr_put>>;
using NetlinkAddress = std::unique_ptr<nl_addr, Release<nl_addr_put>>;
using Route = std::unique_ptr<rtnl_route, Release<rtnl_route_put>>;
using Link = std::unique_ptr<rtnl_link, Release<rtnl_link_put>>;

/// libnl has error numbers of its own; those that stand for an errno are told by the errno's name.
std::string told(int result)
{
    if (result >= 0) return "ok";
    switch (-result) {
    case NLE_PERM: return words::errno_name(EPERM);
    case NLE_NODEV: return words::errno_name(ENODEV);
    case NLE_EXIST: return words::errno_name(EEXIST);
    case NLE_OPNOTSUPP: return words::errno_name(EOPNOTSUPP);
    case NLE_NOADDR: return words::errno_name(EADDRNOTAVAIL);
    case NLE_INVAL: return words::errno_name(EINVAL);
    default: return std::string("netlink: ") + nl_geterror(result);
    }
}

NetlinkSocket open_netlink(int &result)
{
    NetlinkSocket socket{nl_socket_alloc()};
    result = nl_connect(socket.get(), NETLINK_ROUTE);
    return socket;
}

} // namespace

std::string raise_link(const std::string &device)
{
    const Descriptor any{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    ifreq request{};
    std::strncpy(request.ifr_name, device.c_str(), IFNAMSIZ - 1);
    if (ioctl(any.number(), SIOCGIFFLAGS, &request) != 0) return words::errno_name(errno);
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    if (ioctl(any.number(), SIOCSIFFLAGS, &request) != 0) return words::errno_name(errno);
    return "ok";
}

bool carries(const std::string &device)
{
    constexpr unsigned up = 6; // IF_OPER_UP, linux/if.h
    int result = 0;
    const auto socket = open_netlink(result);
    rtnl_link *found = nullptr;
    if (result < 0 || rtnl_link_get_kernel(socket.get(), 0, device.c_str(), &found) < 0) return false;
    const Link link{found};
    // The state shows a little before the queue is opened, both under one lock (net/core/link_watch.c,
    // linkwatch_do_dev()); raising the device once more waits for that lock.
    return rtnl_link_get_operstate(link.get()) == up && raise_link(device) == "ok";
}

std::string raise_loopback() { return raise_link("lo"); }

std::string add_address(const std::string &device, const std::string &address_with_prefix)
{
    int result = 0;
    const auto socket = open_netlink(result);
    if (result < 0) return told(result);
    nl_addr *parsed = nullptr;
    result = nl_addr_parse(address_with_prefix.c_str(), AF_UNSPEC, &parsed);
    if (result < 0) return told(result);
    const NetlinkAddress local{parsed};
    const Address address{rtnl_addr_alloc()};
    rtnl_addr_set_ifindex(address.get(), static_cast<int>(if_nametoindex(device.c_str())));
    rtnl_addr_set_local(address.get(), local.get());
    if (nl_addr_get_family(local.get()) == AF_INET6) rtnl_addr_set_flags(address.get(), IFA_F_NODAD);
    return told(rtnl_addr_add(socket.get(), address.get(), 0));
}

std::string lay_local_route(const std::string &addresses_with_prefix)
{
    int result = 0;
    const auto socket = open_netlink(result);
    if (result < 0) return told(result);
    nl_addr *parsed = nullptr;
    result = nl_addr_parse(addresses_with_prefix.c_str(), AF_UNSPEC, &parsed);
    if (result < 0) return told(result);
    const NetlinkAddress destination{parsed};
    const Route route{rtnl_route_alloc()};
    rtnl_route_set_dst(route.get(), destination.get());
    // Of IPv6 a unicast route by way of loopback would refuse everything (net/ipv6/route.c, fib6_is_reject()).
    rtnl_route_set_type(route.get(), RTN_LOCAL);
    rtnl_route_set_table(route.get(), RT_TABLE_LOCAL);
    rtnl_route_set_scope(route.get(), RT_SCOPE_HOST);
    rtnl_nexthop *const loopback = rtnl_route_nh_alloc();
    rtnl_route_nh_set_ifindex(loopback, static_cast<int>(if_nametoindex("lo")));
    rtnl_route_add_nexthop(route.get(), loopback);
    return told(rtnl_route_add(socket.get(), route.get(), NLM_F_CREATE));
}

std::string lay_cable(const std::string &here, const std::string &there, pid_t other_host)
{
    int result = 0;
    const auto socket = open_netlink(result);
    if (result < 0) return told(result);
    const Link near{rtnl_link_veth_alloc()};
    rtnl_link_set_name(near.get(), here.c_str());
    rtnl_link *const far = rtnl_link_veth_get_peer(near.get());
    rtnl_link_set_name(far, there.c_str());
    rtnl_link_set_ns_pid(far, other_host);
    rtnl_link_put(far);
    result = rtnl_link_add(socket.get(), near.get(), NLM_F_CREATE | NLM_F_EXCL);
    return result < 0 ? told(result) : raise_link(here);
}

} // namespace actor
