#include "reprise/phrases.hpp"

#include "words/option.hpp"

#include <array>

namespace reprise {

namespace {

struct Kind {
    std::string_view name;
    const char *arguments;
    const char *include = "sys/socket.h";
};

constexpr std::array kinds{
    Kind{"tcp4", "AF_INET, SOCK_STREAM, 0"},
    Kind{"tcp6", "AF_INET6, SOCK_STREAM, 0"},
    Kind{"udp4", "AF_INET, SOCK_DGRAM, 0"},
    Kind{"udp6", "AF_INET6, SOCK_DGRAM, 0"},
    Kind{"udplite4", "AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE", "netinet/in.h"},
    Kind{"udplite6", "AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE", "netinet/in.h"},
    Kind{"mptcp4", "AF_INET, SOCK_STREAM, 262 /* IPPROTO_MPTCP */"},
    Kind{"mptcp6", "AF_INET6, SOCK_STREAM, 262 /* IPPROTO_MPTCP */"},
    Kind{"raw4", "AF_INET, SOCK_RAW, IPPROTO_UDP", "netinet/in.h"},
    Kind{"raw6", "AF_INET6, SOCK_RAW, IPPROTO_UDP", "netinet/in.h"},
    Kind{"packet", "AF_PACKET, SOCK_DGRAM, 0"},
    Kind{"unix-stream", "AF_UNIX, SOCK_STREAM, 0"},
    Kind{"unix-datagram", "AF_UNIX, SOCK_DGRAM, 0"},
    Kind{"netlink", "AF_NETLINK, SOCK_RAW, 0"},
};

Saying open_socket(const Asked &asked)
{
    for (const auto &kind : kinds) {
        if (asked.words.at(1) != kind.name) continue;
        const auto name = asked.socket();
        return {.expression = {code(name + " = socket(" + kind.arguments + ")")},
                .includes = {"sys/socket.h", kind.include},
                .sockets = {name}};
    }
    throw Unsayable("a socket of kind '" + asked.words.at(1) + "'");
}

/// The level of an option by its name's beginning, as the manual names both alike.
std::string level_of(const std::string &option)
{
    if (words::find_option(option) == nullptr) throw Unsayable("the option '" + option + "'");
    if (option.starts_with("SO_")) return "SOL_SOCKET";
    if (option.starts_with("IPV6_")) return "IPPROTO_IPV6";
    if (option.starts_with("IP_")) return "IPPROTO_IP";
    return "IPPROTO_TCP";
}

std::set<std::string> includes_of(const std::string &option)
{
    if (option.starts_with("TCP_")) return {"netinet/in.h", "netinet/tcp.h"};
    return {"netinet/in.h", "sys/socket.h"};
}

long whole(const std::string &text)
{
    try {
        return std::stol(text);
    } catch (const std::exception &) {
        throw Unsayable("'" + text + "' for a number");
    }
}

Saying set(const Asked &asked)
{
    const auto &option = asked.words.at(1);
    const auto name = asked.socket();
    return {.expression = {code("setsockopt(" + name + ", " + level_of(option) + ", " + option + ", INT("),
                           number(whole(asked.words.at(2))), code("))")},
            .parts = {"INT"},
            .includes = includes_of(option),
            .sockets = {name}};
}

Saying get(const Asked &asked)
{
    const auto &option = asked.words.at(1);
    const auto name = asked.socket();
    return {.brings = Brings::text,
            .expression = {code("value_of(" + name + ", " + level_of(option) + ", " + option + ")")},
            .parts = {"value_of"},
            .includes = includes_of(option),
            .sockets = {name}};
}

Saying connect(const Asked &asked)
{
    const auto name = asked.socket();
    const bool never_answered = asked.recorded == "nothing";
    return {.brings = never_answered ? Brings::text : Brings::result,
            .expression = {code((never_answered ? "connected(" : "connect(") + name + ", AT("),
                           quote(asked.words.at(1)), code("))")},
            .parts = {"AT", never_answered ? "connected" : "AT"},
            .includes = {"sys/socket.h"},
            .sockets = {name}};
}

/// "[::ffff:0.0.0.0]:41234": the port of a socket that nobody gave one is the kernel's to choose.
Saying name(const Asked &asked)
{
    const auto socket = asked.socket();
    Saying saying{.brings = Brings::text,
                  .expression = {code("local_name(" + socket + ")")},
                  .parts = {"local_name"},
                  .sockets = {socket}};
    if (asked.context.chosen) {
        saying.expression = {code("any_port(local_name(" + socket + "))")};
        saying.parts.insert("any_port");
        saying.recorded = asked.recorded.substr(0, asked.recorded.rfind(':')) + ":any";
    }
    return saying;
}

/// A call of our own or of libc that takes one socket.
Say of_socket(const std::string &before, const std::string &after, Brings brings, const std::set<std::string> &parts,
              const std::set<std::string> &includes = {"sys/socket.h"})
{
    return [=](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.brings = brings,
                      .expression = {code(before + socket + after)},
                      .parts = parts,
                      .includes = includes,
                      .sockets = {socket}};
    };
}

/// "20 of 128"; where a hash deals to several listeners, "some of 128".
Saying queue(const Asked &asked)
{
    const auto digits = asked.recorded.find_first_not_of("0123456789");
    const bool counted = digits != 0 && digits != std::string::npos;
    if (!asked.context.dealt || !counted) return of_socket("queue_of(", ")", Brings::text, {"queue_of"})(asked);
    auto saying = of_socket("queued(", ")", Brings::text, {"queued"})(asked);
    saying.recorded = (asked.recorded.starts_with("0 ") ? "none" : "some") + asked.recorded.substr(digits);
    return saying;
}

} // namespace

void add_socket_phrases(Phrases &phrases)
{
    phrases["socket"] = open_socket;
    phrases["set"] = set;
    phrases["get"] = get;
    phrases["abort-on-close"] =
        of_socket("setsockopt(", ", SOL_SOCKET, SO_LINGER, LINGER_0)", Brings::result, {"LINGER_0"});
    phrases["bind"] = [](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.expression = {code("bind(" + socket + ", AT("), quote(asked.words.at(1)), code("))")},
                      .parts = {"AT"},
                      .includes = {"sys/socket.h"},
                      .sockets = {socket}};
    };
    phrases["bind-to-device"] = [](const Asked &asked) {
        const auto &device = asked.words.at(1);
        return Saying{.expression = {code("setsockopt(" + asked.socket() + ", SOL_SOCKET, SO_BINDTODEVICE, "),
                                     quote(device), code(", " + std::to_string(device.size()) + ")")},
                      .includes = {"sys/socket.h"},
                      .sockets = {asked.socket()}};
    };
    phrases["connect"] = connect;
    phrases["listen"] = [](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.expression = {code("listen(" + socket + ", "), number(whole(asked.words.at(1))), code(")")},
                      .includes = {"sys/socket.h"},
                      .sockets = {socket}};
    };
    phrases["name"] = name;
    phrases["accept"] = [](const Asked &asked) {
        if (asked.context.dealt)
            throw Unsayable(
                "which of several listeners gets one connection is a hash's choice, and not the same again");
        const auto listener = asked.socket();
        const auto connection = variable(asked.words.at(1));
        const auto call = "accepted(" + listener + ", &" + connection + ")";
        Saying saying{.brings = Brings::text,
                      .expression = {code(call)},
                      .parts = {"accepted"},
                      .sockets = {listener, connection}};
        if (asked.context.chosen) {
            saying.expression = {code("any_port(" + call + ")")};
            saying.parts.insert("any_port");
            saying.recorded = asked.recorded.substr(0, asked.recorded.rfind(':')) + ":any";
        }
        return saying;
    };
    phrases["send"] = [](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.expression = {code("send(" + socket + ", "), quote(asked.words.at(1)), code(", "),
                                     number(static_cast<long>(asked.words.at(1).size())), code(", MSG_NOSIGNAL)")},
                      .includes = {"sys/socket.h"},
                      .sockets = {socket}};
    };
    phrases["send-bytes"] = [](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.brings = Brings::text,
                      .expression = {code("send_bytes(" + socket + ", "), number(whole(asked.words.at(1))), code(")")},
                      .parts = {"send_bytes"},
                      .sockets = {socket}};
    };
    phrases["receive"] = of_socket("received(", ")", Brings::text, {"received"});
    phrases["drain"] = of_socket("drained(", ")", Brings::text, {"drained"});
    phrases["await-input"] = of_socket("readable(", ") ? \"ok\" : \"nothing\"", Brings::text, {"readable"});
    phrases["queue"] = queue;
    phrases["shut-write"] = of_socket("shutdown(", ", SHUT_WR)", Brings::result, {});
    phrases["close"] = of_socket("close(", ")", Brings::result, {}, {"unistd.h"});
}

} // namespace reprise
