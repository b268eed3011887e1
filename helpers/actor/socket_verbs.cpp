#include "actor/performer.hpp"
#include "actor/waiting.hpp"
#include "words/endpoint.hpp"
#include "words/errno_name.hpp"
#include "words/option.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace actor {

namespace {

using words::Endpoint;

struct Kind {
    const char *name;
    int family, type;
    int protocol = 0;
};

constexpr int mptcp = 262; // IPPROTO_MPTCP, linux/in.h

constexpr std::array kinds{
    Kind{"tcp4", AF_INET, SOCK_STREAM},           Kind{"udp4", AF_INET, SOCK_DGRAM},
    Kind{"tcp6", AF_INET6, SOCK_STREAM},          Kind{"udp6", AF_INET6, SOCK_DGRAM},
    Kind{"mptcp4", AF_INET, SOCK_STREAM, mptcp},  Kind{"udplite4", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE},
    Kind{"mptcp6", AF_INET6, SOCK_STREAM, mptcp}, Kind{"udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE},
    Kind{"raw4", AF_INET, SOCK_RAW, IPPROTO_UDP}, Kind{"raw6", AF_INET6, SOCK_RAW, IPPROTO_UDP},
    Kind{"packet", AF_PACKET, SOCK_DGRAM},        Kind{"unix-stream", AF_UNIX, SOCK_STREAM},
    Kind{"unix-datagram", AF_UNIX, SOCK_DGRAM},   Kind{"netlink", AF_NETLINK, SOCK_RAW},
};

std::string open_socket(Performer &self, const Arguments &words)
{
    for (const auto &kind : kinds) {
        if (words[1] != kind.name) continue;
        Descriptor made{::socket(kind.family, kind.type | SOCK_NONBLOCK | SOCK_CLOEXEC, kind.protocol)};
        if (!made.open()) return told(-1);
        self.keep(words[0], std::move(made));
        return "ok";
    }
    throw Senseless("unknown kind of socket '" + words[1] + "'");
}

const words::Option &option(const std::string &name)
{
    const auto *found = words::find_option(name);
    if (found == nullptr) throw Senseless("unknown option '" + name + "'");
    return *found;
}

std::string set(Performer &self, const Arguments &words)
{
    const auto &which = option(words[1]);
    const int value = static_cast<int>(number(words[2]));
    return told(setsockopt(self.socket(words[0]).number(), which.level, which.number, &value, sizeof value));
}

std::string get(Performer &self, const Arguments &words)
{
    const auto &which = option(words[1]);
    int value = 0;
    socklen_t size = sizeof value;
    const int result = getsockopt(self.socket(words[0]).number(), which.level, which.number, &value, &size);
    return result < 0 ? told(result) : std::to_string(value);
}

/// Closing will send a reset instead of waiting: leaves no TIME_WAIT behind.
std::string abort_on_close(Performer &self, const Arguments &words)
{
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    return told(setsockopt(self.socket(words[0]).number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
}

std::string bind_to_device(Performer &self, const Arguments &words)
{
    return told(setsockopt(self.socket(words[0]).number(), SOL_SOCKET, SO_BINDTODEVICE, words[1].data(),
                           static_cast<socklen_t>(words[1].size())));
}

std::string bind_socket(Performer &self, const Arguments &words)
{
    const auto at = Endpoint::parse(words[1]);
    return told(bind(self.socket(words[0]).number(), at.data(), at.size()));
}

std::string listen_socket(Performer &self, const Arguments &words)
{
    return told(listen(self.socket(words[0]).number(), static_cast<int>(number(words[1]))));
}

std::string local_name(Performer &self, const Arguments &words)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int result = getsockname(self.socket(words[0]).number(), reinterpret_cast<sockaddr *>(&address), &size);
    return result < 0 ? told(result) : Endpoint::from(address).text();
}

std::string connect_socket(Performer &self, const Arguments &words)
{
    const auto to = Endpoint::parse(words[1]);
    return connect_within(self.socket(words[0]).number(), to, self.patience());
}

std::string accept_connection(Performer &self, const Arguments &words)
{
    const int listener = self.socket(words[0]).number();
    if (!readable_within(listener, self.patience())) return "nothing";
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    Descriptor made{accept4(listener, reinterpret_cast<sockaddr *>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (!made.open()) return errno == EAGAIN ? "nothing" : told(-1);
    self.keep(words[1], std::move(made));
    return "from " + Endpoint::from(peer).text();
}

std::string send_text(Performer &self, const Arguments &words)
{
    return told(send(self.socket(words[0]).number(), words[1].data(), words[1].size(), MSG_NOSIGNAL));
}

std::string receive(Performer &self, const Arguments &words)
{
    const int from = self.socket(words[0]).number();
    if (!readable_within(from, self.patience())) return "nothing";
    std::array<char, 2048> buffer{};
    const auto length = recv(from, buffer.data(), buffer.size(), 0);
    if (length < 0) return errno == EAGAIN ? "nothing" : told(-1);
    return length == 0 ? "end" : "got " + std::string(buffer.data(), static_cast<std::size_t>(length));
}

/// Hands that many bytes to the kernel, as fast as it takes them: "ok", or "nothing" when it takes no more.
std::string send_bytes(Performer &self, const Arguments &words)
{
    const int to = self.socket(words[0]).number();
    const std::vector<char> piece(65536, '.');
    for (auto left = static_cast<std::size_t>(number(words[1])); left > 0;) {
        const auto sent = send(to, piece.data(), std::min(left, piece.size()), MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            if (!writable_within(to, self.patience())) return "nothing";
            continue;
        }
        if (sent < 0) return told(sent);
        left -= static_cast<std::size_t>(sent);
    }
    return "ok";
}

/// Reads to the end and forgets what it read: "end", an errno's name, or "nothing" when no end comes.
std::string drain(Performer &self, const Arguments &words)
{
    const int from = self.socket(words[0]).number();
    std::vector<char> buffer(65536);
    while (readable_within(from, self.patience())) {
        const auto length = recv(from, buffer.data(), buffer.size(), 0);
        if (length == 0) return "end";
        if (length < 0 && errno != EAGAIN) return told(length);
    }
    return "nothing";
}

/// Whether data or an end waits to be read, without reading it.
std::string await_input(Performer &self, const Arguments &words)
{
    return readable_within(self.socket(words[0]).number(), self.patience()) ? "ok" : "nothing";
}

/// How many connections wait to be accepted at this listener, and how many may by its backlog: "3 of 128". For a
/// listener the kernel tells that in the places of what is unacknowledged and what is sacked (net/ipv4/tcp.c,
/// tcp_get_info()).
std::string queue_of(Performer &self, const Arguments &words)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    const int result = getsockopt(self.socket(words[0]).number(), IPPROTO_TCP, TCP_INFO, &info, &size);
    if (result < 0) return told(result);
    return std::to_string(info.tcpi_unacked) + " of " + std::to_string(info.tcpi_sacked);
}

std::string shut(Performer &self, const Arguments &words)
{
    return told(shutdown(self.socket(words[0]).number(), SHUT_WR));
}

std::string close_socket(Performer &self, const Arguments &words)
{
    auto answer = told(self.socket(words[0]).close());
    self.forget(words[0]);
    return answer;
}

} // namespace

void add_socket_verbs(Verbs &verbs)
{
    verbs["socket"] = {"NAME KIND", open_socket};
    verbs["set"] = {"NAME OPTION VALUE", set};
    verbs["get"] = {"NAME OPTION", get};
    verbs["abort-on-close"] = {"NAME", abort_on_close};
    verbs["bind-to-device"] = {"NAME DEVICE", bind_to_device};
    verbs["bind"] = {"NAME ENDPOINT", bind_socket};
    verbs["name"] = {"NAME", local_name};
    verbs["listen"] = {"NAME BACKLOG", listen_socket};
    verbs["connect"] = {"NAME ENDPOINT", connect_socket};
    verbs["accept"] = {"NAME AS", accept_connection};
    verbs["send"] = {"NAME TEXT", send_text};
    verbs["send-bytes"] = {"NAME COUNT", send_bytes};
    verbs["drain"] = {"NAME", drain};
    verbs["receive"] = {"NAME", receive};
    verbs["await-input"] = {"NAME", await_input};
    verbs["queue"] = {"NAME", queue_of};
    verbs["shut-write"] = {"NAME", shut};
    verbs["close"] = {"NAME", close_socket};
}

} // namespace actor
