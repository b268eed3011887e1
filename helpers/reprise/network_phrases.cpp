#include "reprise/phrases.hpp"

#include <algorithm>

namespace reprise {

namespace {

/// "192.168.1.100/32" as two arguments.
Pieces prefix(const std::string &text)
{
    const auto slash = text.find('/');
    if (slash == std::string::npos) throw Unsayable("'" + text + "' for an address and its prefix");
    return {quote(text.substr(0, slash)), code(", " + text.substr(slash + 1))};
}

Pieces joined(std::vector<Pieces> parts)
{
    Pieces all;
    for (auto &part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Say membership(const std::string &four, const std::string &six)
{
    return [=](const Asked &asked) {
        const auto socket = asked.socket();
        const bool is_six = asked.words.at(1).find(':') != std::string::npos;
        return Saying{
            .expression = {code("setsockopt(" + socket + ", " +
                                (is_six ? "IPPROTO_IPV6, " + six + ", GROUP6(" : "IPPROTO_IP, " + four + ", GROUP4(")),
                           quote(asked.words.at(1)), code(", "), quote(asked.words.at(2)), code("))")},
            .parts = {is_six ? "GROUP6" : "GROUP4"},
            .includes = {"netinet/in.h", "sys/socket.h"},
            .sockets = {socket}};
    };
}

} // namespace

void add_network_phrases(Phrases &phrases)
{
    phrases["join"] = membership("IP_ADD_MEMBERSHIP", "IPV6_JOIN_GROUP");
    phrases["leave"] = membership("IP_DROP_MEMBERSHIP", "IPV6_LEAVE_GROUP");
    phrases["add-address"] = [](const Asked &asked) {
        return Saying{
            .expression = joined(
                {{code("add_address("), quote(asked.words.at(0)), code(", ")}, prefix(asked.words.at(1)), {code(")")}}),
            .parts = {"add_address"}};
    };
    phrases["lay-local-route"] = [](const Asked &asked) {
        return Saying{.expression = joined({{code("lay_local_route(")}, prefix(asked.words.at(0)), {code(")")}}),
                      .parts = {"lay_local_route"}};
    };
    phrases["raise-link"] = [](const Asked &asked) {
        return Saying{.expression = {code("raise_link("), quote(asked.words.at(0)), code(")")},
                      .parts = {"raise_link"}};
    };
    phrases["await-link"] = [](const Asked &asked) {
        return Saying{.brings = Brings::text,
                      .expression = {code("link_up("), quote(asked.words.at(0)), code(")")},
                      .parts = {"link_up"}};
    };
    phrases["sysctl"] = [](const Asked &asked) {
        auto path = "/proc/sys/" + asked.words.at(0);
        std::replace(path.begin(), path.end(), '.', '/');
        return Saying{.expression = {code("write_to("), quote(path), code(", "), quote(asked.words.at(1)), code(")")},
                      .parts = {"write_to"}};
    };
}

} // namespace reprise
