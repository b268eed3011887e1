// The running kernel held against the pages of the model (fixtures/model/), cell by cell: a claim for each slice.
//
// What the documents say of single cases, the pages say of all: who may bind beside whom, who may listen, who receives.

#include "claim.hpp"
#include "conflict/hold.hpp"

namespace suites {

CHAPTER(conflict_matrix, "conflicts");

using conflict::hold;

CLAIM("conflict.tcp-addresses",
      "TCP: a page of rules says for every pair of addresses, options and users who may bind, who may listen, and who "
      "gets the connections.",
      "cmp.ra-tcp-binds"_said, "tcp.ra-one-process"_said, "sec.rp-same-uid"_said)
{
    hold(trial, "conflict.tcp-addresses");
}

CLAIM(
    "conflict.udp-addresses",
    "UDP: a page of rules says for every pair of addresses, options and users who may bind and who gets the datagrams.",
    "cmp.ra-udp-binds"_said, "udp.ra-one-receives"_said, "sec.rp-same-uid"_said)
{
    hold(trial, "conflict.udp-addresses");
}

CLAIM("conflict.tcp-states",
      "The same rules say who may have a TCP port where a closed server left a connection, in FIN_WAIT2 or TIME_WAIT "
      "too.",
      "tw.ra-restart"_said, "cmp.ra-restart"_said)
{
    hold(trial, "conflict.tcp-states");
}

CLAIM(
    "conflict.udp-connected",
    "The same rules say who may have a UDP port beside a connected socket, and who gets what its peer and others send.",
    "cmp.ra-udp-binds"_said)
{
    hold(trial, "conflict.udp-connected");
}

CLAIM("conflict.users", "In the same rules root is a user like any other.", "sec.rp-same-uid"_said,
      "sec.rp-other-uid-denied"_said)
{
    hold(trial, "conflict.users");
}

CLAIM("conflict.devices", "The same rules hold for sockets that are bound to devices.", "cmp.ra-tcp-binds"_said,
      "cmp.ra-udp-binds"_said)
{
    hold(trial, "conflict.devices");
}

CLAIM("conflict.after-bind", "The same rules say what options do that are set or cleared after bind.",
      "tcp.rp-before-bind"_said, "tcp.rp-all-must-set"_said)
{
    hold(trial, "conflict.after-bind");
}

CLAIM("conflict.protocols", "TCP and MPTCP share their ports; UDP and UDP-Lite each have ports of their own.",
      "cmp.ra-tcp-binds"_said, "cmp.ra-udp-binds"_said)
{
    hold(trial, "conflict.protocols");
}

CLAIM("conflict.memory", "The same rules say what a port remembers of sockets that are gone or that came between.",
      "cmp.ra-tcp-binds"_said, "sec.rp-same-uid"_said)
{
    hold(trial, "conflict.memory");
}

CLAIM("conflict.crowds", "The same rules hold among so many UDP sockets that the kernel looks for them another way.",
      "cmp.ra-udp-binds"_said)
{
    hold(trial, "conflict.crowds");
}

CLAIM("conflict.multicast", "The same rules say who may have a multicast group's address, and who gets its datagrams.",
      "udp.mc-all-receive"_said, "cmp.ra-multicast"_said)
{
    hold(trial, "conflict.multicast");
}

} // namespace suites
