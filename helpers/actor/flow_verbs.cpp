#include "actor/lacking.hpp"
#include "actor/octets.hpp"
#include "actor/performer.hpp"
#include "actor/proc_file.hpp"
#include "actor/waiting.hpp"
#include "actor/witness.hpp"
#include "words/endpoint.hpp"
#include "words/errno_name.hpp"
#include "words/feature.hpp"
#include "words/tally.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <string_view>

#include <netinet/in.h>
#include <sys/socket.h>

namespace actor {

namespace {

using words::Endpoint;

struct Flows {
    std::vector<Endpoint> from, to;
    unsigned first;

    explicit Flows(const Arguments &words)
        : from(Endpoint::span(words[0])), to(Endpoint::span(words[1])), first(static_cast<unsigned>(number(words[2])))
    {
    }
};

Descriptor bound_socket(const Endpoint &at, int type, int protocol = 0)
{
    Descriptor made{::socket(at.family(), type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol)};
    if (!made.open()) return made;
    // A destination of datagrams may be a broadcast address (ip(7)); one source may have connections to several places.
    const int yes = 1;
    setsockopt(made.number(), SOL_SOCKET, type == SOCK_DGRAM ? SO_BROADCAST : SO_REUSEADDR, &yes, sizeof yes);
    if (bind(made.number(), at.data(), at.size()) != 0) return Descriptor{};
    return made;
}

/// The socket that sends from there. It stays open: who sends from one address again is the same sender, and opening a
/// socket costs more than sending a datagram.
const Descriptor &sender_at(Performer &self, const Endpoint &source, int protocol = 0)
{
    constexpr std::size_t most = 2048;
    auto &senders = self.senders();
    if (senders.size() >= most) senders.clear();
    auto &sender = senders[source.text() + (protocol == 0 ? "" : "/" + std::to_string(protocol))];
    if (!sender.open()) sender = bound_socket(source, SOCK_DGRAM, protocol);
    return sender;
}

/// From every source to every destination EACH datagrams, numbered from FIRST on: source, then destination, then
/// repetition. By UDP, or by PROTOCOL.
std::string send_flows(Performer &self, const Arguments &words)
{
    const Flows flows(words);
    const long each = words.size() > 3 ? number(words[3]) : 1;
    const int protocol = words.size() > 4 ? static_cast<int>(number(words[4])) : 0;
    const OnOneProcessor pinned;
    unsigned next = flows.first;
    for (const auto &source : flows.from) {
        const auto &sender = sender_at(self, source, protocol);
        if (!sender.open()) return told(-1) + " for " + source.text();
        for (const auto &destination : flows.to) {
            for (long repetition = 0; repetition < each; ++repetition, ++next) {
                const auto text = std::to_string(next);
                if (sendto(sender.number(), text.data(), text.size(), 0, destination.data(), destination.size()) < 0) {
                    return told(-1) + " for " + source.text();
                }
            }
        }
    }
    const auto witness = see_witness(self, flows.from.front().family());
    return witness == "ok" ? std::to_string(next - flows.first) + " sent" : witness;
}

/// From every source to every destination one request, and what each hears back: "0-3 an answer | 4 nothing". All ask
/// before the first is listened to; the patience is for all of them together.
std::string ask_flows(Performer &self, const Arguments &words)
{
    const auto from = Endpoint::span(words[0]);
    const auto to = Endpoint::span(words[1]);
    const auto request = bytes_of(words[2]);
    std::array<char, 512> heard{};
    std::vector<int> askers;
    for (const auto &source : from) {
        const auto &sender = sender_at(self, source, 0);
        if (!sender.open()) return told(-1) + " for " + source.text();
        // An answer that was too late for an earlier request is none to this one.
        while (recv(sender.number(), heard.data(), heard.size(), MSG_DONTWAIT) >= 0) {}
        for (const auto &destination : to) {
            if (sendto(sender.number(), request.data(), request.size(), 0, destination.data(), destination.size()) < 0)
                return told(-1) + " for " + source.text();
            askers.push_back(sender.number());
        }
    }
    std::map<std::string, words::Tally> answers;
    const auto until = std::chrono::steady_clock::now() + self.patience();
    std::uint32_t next = 0;
    for (const int asker : askers) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const bool answered = readable_within(asker, std::max(left, std::chrono::milliseconds(0)));
        const auto length = answered ? recv(asker, heard.data(), heard.size(), 0) : -1;
        const auto text = length < 0 ? "nothing" : readable({heard.data(), static_cast<std::size_t>(length)});
        answers[text].numbers.push_back(next++);
    }
    std::string line;
    for (const auto &[text, tally] : answers)
        line += (line.empty() ? "" : " | ") + tally.text() + " " + text;
    return line;
}

/// From every source to every destination one connection; all stay open.
std::string connect_flows(Performer &self, const std::vector<Endpoint> &from, const std::vector<Endpoint> &to)
{
    for (const auto &source : from) {
        for (const auto &destination : to) {
            auto socket = bound_socket(source, SOCK_STREAM);
            if (!socket.open()) return told(-1) + " for " + source.text();
            const auto answer = connect_within(socket.number(), destination, self.patience());
            if (answer != "ok") return answer + " for " + source.text();
            self.flows().push_back(std::move(socket));
        }
    }
    return "ok";
}

/// Connections that say nothing yet.
std::string open_silent_flows(Performer &self, const Arguments &words)
{
    const auto from = Endpoint::span(words[0]);
    const OnOneProcessor pinned;
    const auto before = self.flows().size();
    if (auto answer = connect_flows(self, from, Endpoint::span(words[1])); answer != "ok") return answer;
    const auto witness = see_witness(self, from.front().family());
    return witness == "ok" ? std::to_string(self.flows().size() - before) + " open" : witness;
}

/// Each open connection says its number: that of its place, counted from 0.
std::string number_flows(Performer &self, const Arguments & /*none*/)
{
    const OnOneProcessor pinned;
    unsigned next = 0;
    for (const auto &flow : self.flows()) {
        const auto text = std::to_string(next++);
        if (send(flow.number(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return told(-1);
    }
    const auto witness = see_witness(self, AF_INET);
    return witness == "ok" ? std::to_string(next) + " said" : witness;
}

/// What each open connection hears, waited for: "answered 0-3 reset 4,6 ended none silent 5". Those that have heard
/// nothing when the patience for all of them is used up are silent.
std::string hear_flows(Performer &self, const Arguments & /*none*/)
{
    words::Tally answered;
    words::Tally reset;
    words::Tally ended;
    words::Tally silent;
    const auto until = std::chrono::steady_clock::now() + self.patience();
    std::uint32_t next = 0;
    for (const auto &flow : self.flows()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const bool heard = readable_within(flow.number(), std::max(left, std::chrono::milliseconds(0)));
        std::array<char, 64> text{};
        const auto length = heard ? recv(flow.number(), text.data(), text.size(), 0) : 0;
        auto &tally = !heard ? silent : length > 0 ? answered : length == 0 ? ended : reset;
        if (length < 0 && errno != ECONNRESET) return told(length);
        tally.numbers.push_back(next++);
    }
    return "answered " + answered.text() + " reset " + reset.text() + " ended " + ended.text() + " silent " +
           silent.text();
}

/// Connects and says a number: "ok", or an errno's name. Over loopback a connection is there as soon as it was asked
/// for; only if it is not, is it waited for.
std::string connect_and_say(Performer &self, int socket, const Endpoint &to, const std::string &text)
{
    if (connect(socket, to.data(), to.size()) != 0 && errno != EINPROGRESS) return told(-1);
    if (send(socket, text.data(), text.size(), MSG_NOSIGNAL) >= 0) return "ok";
    if (errno != EAGAIN) return told(-1);
    if (!writable_within(socket, self.patience())) return "nothing";
    return told(send(socket, text.data(), text.size(), MSG_NOSIGNAL));
}

/// From every source to every destination one connection, which says its number; all stay open.
std::string open_flows(Performer &self, const Arguments &words)
{
    const Flows flows(words);
    const OnOneProcessor pinned;
    unsigned next = flows.first;
    for (const auto &source : flows.from) {
        for (const auto &destination : flows.to) {
            auto socket = bound_socket(source, SOCK_STREAM);
            if (!socket.open()) return told(-1) + " for " + source.text();
            const auto answer = connect_and_say(self, socket.number(), destination, std::to_string(next++));
            if (answer != "ok") return answer + " for " + source.text();
            self.flows().push_back(std::move(socket));
        }
    }
    const auto witness = see_witness(self, flows.from.front().family());
    return witness == "ok" ? std::to_string(next - flows.first) + " open" : witness;
}

/// How often connections were turned away at full accept queues of this network namespace (TcpExt, ListenOverflows);
/// nothing where the kernel does not count them: gVisor writes the names and no numbers.
std::optional<unsigned long> overflows()
{
    // Two lines for each group of counters, the names and the numbers, in one order.
    const auto text = proc_file("/proc/self/net/netstat");
    const auto names = text.find("TcpExt:");
    const auto name = text.find(" ListenOverflows", names);
    auto at = text.find("TcpExt:", names + 1);
    if (name > at || at == std::string::npos) return std::nullopt;
    const auto places =
        std::count(text.begin() + static_cast<long>(names), text.begin() + static_cast<long>(name), ' ');
    for (auto place = 0L; place <= places; ++place)
        at = text.find(' ', at + 1);
    return number_after(std::string_view(text).substr(at), "");
}

/// From every source to every destination one attempt to connect, numbered from FIRST on: "5 let in, 2 turned away".
/// Who is let in says its number and stays. A full queue turns a client away by not answering; so that nobody has to
/// wait for what will not come, the kernel's counter tells who was, and these give up.
std::string knock(Performer &self, const Arguments &words)
{
    const Flows flows(words);
    const OnOneProcessor pinned;
    unsigned next = flows.first;
    unsigned let_in = 0;
    auto overflows_so_far = overflows();
    for (const auto &source : flows.from) {
        for (const auto &destination : flows.to) {
            auto socket = bound_socket(source, SOCK_STREAM);
            if (!socket.open()) return told(-1) + " for " + source.text();
            const auto text = std::to_string(next++);
            if (connect(socket.number(), destination.data(), destination.size()) != 0 && errno != EINPROGRESS) {
                return told(-1) + " for " + source.text();
            }
            const auto answered = [&] { return writable_within(socket.number(), {}); };
            if (!answered()) {
                if (auto witness = see_witness(self, source.family()); witness != "ok") return witness;
                becomes_true([&] { return answered() || overflows() > overflows_so_far; }, self.patience());
                if (!answered()) {
                    if (!overflows_so_far) throw Lacking(words::feature::overflow_counter, "not in /proc/net/netstat");
                    overflows_so_far = overflows();
                    continue;
                }
            }
            // A worker that waited for it may have taken and reset it by now.
            const bool said = send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL) >= 0;
            if (!said && errno != ECONNRESET && errno != EPIPE) return told(-1) + " for " + source.text();
            self.flows().push_back(std::move(socket));
            ++let_in;
        }
    }
    if (auto witness = see_witness(self, flows.from.front().family()); witness != "ok") return witness;
    return std::to_string(let_in) + " let in, " + std::to_string(next - flows.first - let_in) + " turned away";
}

std::string close_flows(Performer &self, const Arguments & /*none*/)
{
    const auto count = self.flows().size();
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    for (auto &flow : self.flows()) {
        setsockopt(flow.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        flow.close();
    }
    self.flows().clear();
    return std::to_string(count) + " closed";
}

std::uint32_t number_in(const char *data, std::size_t length)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(data, data + length, value);
    if (error != std::errc{} || end != data + length) throw Senseless("something without a number arrived");
    return value;
}

/// Takes every connection that waits, and gives each with the number it says to `see`: "ok", or what went wrong.
template <typename See> std::string take_connections(Performer &self, int listener, See see)
{
    while (true) {
        Descriptor connection{accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (!connection.open()) return errno == EAGAIN ? "ok" : told(-1);
        std::array<char, 16> text{};
        auto length = recv(connection.number(), text.data(), text.size(), 0);
        if (length < 0 && errno == EAGAIN && readable_within(connection.number(), self.patience()))
            length = recv(connection.number(), text.data(), text.size(), 0);
        if (length <= 0) throw Senseless("a connection said no number");
        see(std::move(connection), number_in(text.data(), static_cast<std::size_t>(length)));
    }
}

/// Takes every connection that waits, notes the number it says, and resets it, so that no TIME_WAIT is left.
std::string collect_connections(Performer &self, int listener)
{
    words::Tally tally;
    auto answer = take_connections(self, listener, [&](const Descriptor &connection, std::uint32_t number) {
        tally.numbers.push_back(number);
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        setsockopt(connection.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    });
    return answer == "ok" ? tally.text() : answer;
}

/// Takes every connection that waits, says back the number it says, and keeps it for as long as this actor lives.
std::string serve(Performer &self, const Arguments &words)
{
    words::Tally tally;
    auto answer =
        take_connections(self, self.socket(words[0]).number(), [&](Descriptor connection, std::uint32_t number) {
            tally.numbers.push_back(number);
            const auto text = std::to_string(number);
            if (send(connection.number(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
            self.served().push_back(std::move(connection));
        });
    return answer == "ok" ? tally.text() : answer;
}

std::string collect_datagrams(int socket)
{
    words::Tally tally;
    while (true) {
        std::array<char, 64> text{};
        const auto length = recv(socket, text.data(), text.size(), MSG_DONTWAIT); // it may be a blocking one on loan
        if (length < 0) {
            if (errno == EAGAIN) return tally.text();
            return told(-1);
        }
        tally.numbers.push_back(number_in(text.data(), static_cast<std::size_t>(length)));
    }
}

/// Everything that waits at the socket now, without waiting: the numbers of datagrams, or of connections.
std::string collect(Performer &self, const Arguments &words)
{
    const int socket = self.socket(words[0]).number();
    auto answer = collect_datagrams(socket);
    return answer == "ENOTCONN" ? collect_connections(self, socket) : answer; // so a listener says to recv(2)
}

/// The numbers of all datagrams that wait at the socket now, in the order of reading: "3,7,9", or "none".
std::string collect_as_come(Performer &self, const Arguments &words)
{
    std::string list;
    while (true) {
        std::array<char, 64> text{};
        const auto length = recv(self.socket(words[0]).number(), text.data(), text.size(), MSG_DONTWAIT);
        if (length < 0) {
            if (errno != EAGAIN) return told(-1);
            return list.empty() ? "none" : list;
        }
        if (!list.empty()) list += ',';
        list += std::to_string(number_in(text.data(), static_cast<std::size_t>(length)));
    }
}

/// How many datagrams the kernel dropped because this socket's queue was full (SO_MEMINFO, socket(7)).
std::string drops(Performer &self, const Arguments &words)
{
    constexpr int drops_place = 8; // SK_MEMINFO_DROPS, linux/sock_diag.h
    std::array<unsigned, 9> memory{};
    socklen_t size = sizeof memory;
    const int result = getsockopt(self.socket(words[0]).number(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size);
    return result < 0 ? told(result) : std::to_string(memory.at(drops_place));
}

} // namespace

void add_flow_verbs(Verbs &verbs)
{
    verbs["send-flows"] = {"FROM TO FIRST EACH? PROTOCOL?", send_flows};
    verbs["ask-flows"] = {"FROM TO CONTENT", ask_flows};
    verbs["open-flows"] = {"FROM TO FIRST", open_flows};
    verbs["open-silent-flows"] = {"FROM TO", open_silent_flows};
    verbs["number-flows"] = {"", number_flows};
    verbs["hear-flows"] = {"", hear_flows};
    verbs["serve"] = {"NAME", serve};
    verbs["knock"] = {"FROM TO FIRST", knock};
    verbs["close-flows"] = {"", close_flows};
    verbs["collect"] = {"NAME", collect};
    verbs["collect-as-come"] = {"NAME", collect_as_come};
    verbs["drops"] = {"NAME", drops};
}

} // namespace actor
