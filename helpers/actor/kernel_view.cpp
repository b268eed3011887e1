#include "actor/kernel_view.hpp"

#include "actor/descriptor.hpp"
#include "actor/lacking.hpp"
#include "words/errno_name.hpp"
#include "words/feature.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

namespace actor {

namespace {

// include/net/tcp_states.h; not exported, but fixed by the interface of sock_diag.
constexpr std::array states{"?",     "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
                            "CLOSE", "CLOSE_WAIT",  "LAST_ACK", "LISTEN",   "CLOSING",   "SYN_RECV"};
constexpr unsigned every_state = 0xffffffff;
constexpr unsigned listening = 1U << 10U;
constexpr std::uint8_t time_wait_timer = 3;

struct Request {
    nlmsghdr header;
    inet_diag_req_v2 body;
};

words::Endpoint endpoint(int family, const __be32 *address, __be16 port)
{
    sockaddr_storage storage{};
    if (family == AF_INET6) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = port;
        std::memcpy(&six.sin6_addr, address, sizeof six.sin6_addr);
        std::memcpy(&storage, &six, sizeof six);
    } else {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = port;
        std::memcpy(&four.sin_addr, address, sizeof four.sin_addr);
        std::memcpy(&storage, &four, sizeof four);
    }
    return words::Endpoint::from(storage);
}

SeenSocket seen(const inet_diag_msg &message)
{
    SeenSocket made;
    made.state = message.idiag_state < states.size() ? states.at(message.idiag_state) : "?";
    made.local = endpoint(message.idiag_family, message.id.idiag_src, message.id.idiag_sport);
    made.remote = endpoint(message.idiag_family, message.id.idiag_dst, message.id.idiag_dport);
    made.uid = message.idiag_uid;
    made.inode = message.idiag_inode;
    made.receive_queue = message.idiag_rqueue;
    made.send_queue = message.idiag_wqueue;
    made.closing_timer = message.idiag_timer == time_wait_timer;
    made.expires = std::chrono::milliseconds(message.idiag_expires);
    return made;
}

[[noreturn]] void fail(std::uint8_t protocol, const char *call, int number)
{
    throw Lacking(protocol == IPPROTO_TCP ? words::feature::tcp_view : words::feature::udp_view,
                  words::errno_name(number) + " from " + call);
}

Request request(int family, std::uint16_t flags, unsigned states_asked_for = every_state)
{
    Request made{};
    made.header.nlmsg_len = sizeof made;
    made.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    made.header.nlmsg_flags = flags;
    made.body.sdiag_family = static_cast<std::uint8_t>(family);
    made.body.sdiag_protocol = IPPROTO_TCP;
    made.body.idiag_states = states_asked_for;
    return made;
}

/// Where an endpoint's address and port go in a request; the other way round than endpoint() reads them.
void write_to(__be32 *address, __be16 &port, const words::Endpoint &from)
{
    if (from.family() == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, from.data(), sizeof six);
        std::memcpy(address, &six.sin6_addr, sizeof six.sin6_addr);
        port = six.sin6_port;
    } else {
        sockaddr_in four{};
        std::memcpy(&four, from.data(), sizeof four);
        std::memcpy(address, &four.sin_addr, sizeof four.sin_addr);
        port = four.sin_port;
    }
}

Descriptor ask(const Request &request)
{
    Descriptor netlink{socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
    const auto protocol = request.body.sdiag_protocol;
    if (!netlink.open()) fail(protocol, "socket", errno);
    if (send(netlink.number(), &request, sizeof request, 0) < 0) fail(protocol, "send", errno);
    return netlink;
}

/// What a request is answered: one socket, or all up to the end mark. Of one socket ENOENT says that it is gone, which
/// is an answer; of all, that nothing shows sockets of the protocol (net/ipv4/inet_diag.c, inet_diag_lock_handler()).
std::vector<SeenSocket> answer(const Request &request)
{
    const auto netlink = ask(request);
    const auto protocol = request.body.sdiag_protocol;
    const bool of_one = (request.header.nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP;
    std::vector<SeenSocket> found;
    alignas(nlmsghdr) std::array<char, 32768> buffer{};
    while (true) {
        const auto length = recv(netlink.number(), buffer.data(), buffer.size(), 0);
        if (length < 0) fail(protocol, "recv", errno);
        auto left = static_cast<unsigned>(length);
        for (auto *at = reinterpret_cast<nlmsghdr *>(buffer.data()); NLMSG_OK(at, left); at = NLMSG_NEXT(at, left)) {
            if (at->nlmsg_type == NLMSG_ERROR || at->nlmsg_type == NLMSG_DONE) {
                // Both begin with the error, negated; a dump that could not be made ends with it.
                int error = 0;
                if (at->nlmsg_len >= NLMSG_LENGTH(sizeof error)) std::memcpy(&error, NLMSG_DATA(at), sizeof error);
                if (error >= 0 || (of_one && error == -ENOENT)) return found;
                fail(protocol, "the answer", -error);
            }
            inet_diag_msg message{};
            std::memcpy(&message, NLMSG_DATA(at), sizeof message);
            found.push_back(seen(message));
            if ((at->nlmsg_flags & NLM_F_MULTI) == 0) return found;
        }
    }
}

} // namespace

std::string SeenSocket::text() const
{
    return state == "LISTEN" ? state + " " + local.text() : state + " " + local.text() + " " + remote.text();
}

namespace {

std::vector<SeenSocket> dump(int family, unsigned states_asked_for, std::uint8_t protocol = IPPROTO_TCP)
{
    auto whole = request(family, NLM_F_REQUEST | NLM_F_DUMP, states_asked_for);
    whole.body.sdiag_protocol = protocol;
    return answer(whole);
}

} // namespace

std::vector<SeenSocket> tcp_sockets(int family) { return dump(family, every_state); }

std::vector<SeenSocket> tcp_listeners(int family) { return dump(family, listening); }

std::vector<SeenSocket> udp_sockets(int family) { return dump(family, every_state, IPPROTO_UDP); }

std::vector<SeenSocket> bound_at(const std::string &transport, const words::Endpoint &local)
{
    const bool stream = transport.starts_with("tcp");
    auto found = stream ? tcp_listeners(local.family()) : udp_sockets(local.family());
    std::erase_if(found, [&](const auto &socket) { return socket.local.text() != local.text(); });
    return found;
}

std::vector<SeenSocket> tcp_connection(const words::Endpoint &local, const words::Endpoint &remote)
{
    auto one = request(local.family(), NLM_F_REQUEST);
    write_to(one.body.id.idiag_src, one.body.id.idiag_sport, local);
    write_to(one.body.id.idiag_dst, one.body.id.idiag_dport, remote);
    one.body.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
    one.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    return answer(one);
}

} // namespace actor
