// The names of what a trial may need of a platform; the very words that a result gives as the missing capability.
#pragma once

#include <string_view>

namespace words::feature {

inline constexpr std::string_view private_hosts = "private network namespaces";
inline constexpr std::string_view several_uids = "several user ids";
inline constexpr std::string_view own_addresses = "adding addresses";
inline constexpr std::string_view cables = "veth links";
inline constexpr std::string_view tcp_view = "sock_diag of TCP";
inline constexpr std::string_view udp_view = "sock_diag of UDP"; // a module of its own
inline constexpr std::string_view ipv6 = "IPv6";
inline constexpr std::string_view privileged_ports = "binding privileged ports";
inline constexpr std::string_view user_namespaces = "user namespaces";
inline constexpr std::string_view file_system_uids = "file-system user ids";
inline constexpr std::string_view overflow_counter = "ListenOverflows";
inline constexpr std::string_view sysctls = "setting sysctls";
inline constexpr std::string_view reuse_port = "SO_REUSEPORT";
inline constexpr std::string_view raw_sockets = "raw sockets";
inline constexpr std::string_view sleepers = "the call a thread sleeps in";
inline constexpr std::string_view held_locks = "userfaultfd";
inline constexpr std::string_view mptcp = "MPTCP";
inline constexpr std::string_view udplite = "UDP-Lite";
inline constexpr std::string_view drop_counter = "SO_MEMINFO";
inline constexpr std::string_view cells = "cells of process ids and files";

// Real programs, each a feature of its own (platform/programs.cpp).
inline constexpr std::string_view nginx = "nginx";
inline constexpr std::string_view haproxy = "haproxy";
inline constexpr std::string_view postgresql = "postgresql";
inline constexpr std::string_view unbound = "unbound";
inline constexpr std::string_view nsd = "nsd";
inline constexpr std::string_view syslog_ng = "syslog-ng";
inline constexpr std::string_view rsyslog = "rsyslog";
inline constexpr std::string_view gstreamer = "gstreamer";
inline constexpr std::string_view game_server = "game-server"; // one of ours, built beside the runner

} // namespace words::feature
