// What a host has to its name: its loopback, its addresses, its cable to another host.
//
//     raise_loopback()                                      // "ok"
//     add_address("lo", "192.168.1.100/32")                 // "ok"
//     lay_cable("east", "west", other_hosts_pid)            // veth(4): one end here, the other there
//
// Every function answers "ok" or the errno's name; a refusal is an answer, not an error.
// Source: rtnetlink(7), netdevice(7), veth(4).
#pragma once

#include <string>

#include <sys/types.h>

namespace actor {

std::string raise_loopback();
std::string raise_link(const std::string &device);
/// Whether what is sent there is carried: both ends of a cable are up, and the kernel has taken note of it.
bool carries(const std::string &device);
/// The address is usable at once, IPv6 too: duplicate address detection is left out (IFA_F_NODAD).
std::string add_address(const std::string &device, const std::string &address_with_prefix);
/// What is sent to these addresses stays on the host, as with its own: by way of loopback, multicast too.
std::string lay_local_route(const std::string &addresses_with_prefix);
std::string lay_cable(const std::string &here, const std::string &there, pid_t other_host);

} // namespace actor
