#include "bench/conflict/bare.hpp"

#include "model/script.hpp"
#include "words/endpoint.hpp"
#include "words/errno_name.hpp"
#include "words/option.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <sstream>

#include <sys/fsuid.h>
#include <sys/wait.h>
#include <unistd.h>

namespace suites::bench {

namespace {

using words::Endpoint;

std::vector<std::string> split(const std::string &text, char by)
{
    std::vector<std::string> all;
    std::istringstream rest(text);
    for (std::string one; std::getline(rest, one, by);)
        all.push_back(one);
    return all;
}

void aim(Step &step, const Endpoint &at)
{
    std::memcpy(&step.address, at.data(), at.size());
    step.size = at.size();
}

/// The step of a part as the call it is; nothing when it is none of ours.
std::optional<Step> call_of(const std::string &text, unsigned port, std::map<std::string, unsigned> &slots)
{
    auto words = split(text, ',');
    for (auto &word : words)
        word = model::filled(word, port);
    const auto &verb = words.at(0);
    Step step;
    if (verb == "send-flows" || verb == "open-flows") {
        if (words.size() > 4) return std::nullopt;                              // of other protocols, or from one place
        if (words.at(2).starts_with(model::group_address)) return std::nullopt; // somebody would have to join it
        step.call = verb == "send-flows" ? Call::send : Call::open;
        aim(step, Endpoint::parse(words.at(2)));
        for (const auto &source : Endpoint::span(words.at(1))) {
            sockaddr_in6 from{};
            std::memcpy(&from, source.data(), source.size());
            step.from.push_back(from);
        }
        return step;
    }
    step.slot = slots.try_emplace(words.at(1), static_cast<unsigned>(slots.size())).first->second;
    if (verb == "socket") {
        const auto &kind = words.at(2);
        if (kind.substr(0, 3) != "tcp" && kind.size() != 4) return std::nullopt;
        step.family = kind.back() == '6' ? AF_INET6 : AF_INET;
        step.type = (kind.starts_with("tcp") ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
        return step;
    }
    if (verb == "set") {
        const auto *const option = words::find_option(words.at(2));
        step.call = Call::set;
        step.level = option->level;
        step.option = option->number;
        step.value = std::stoi(words.at(3));
        return step;
    }
    if (verb == "bind") {
        step.call = Call::bind;
        aim(step, Endpoint::parse(words.at(2)));
        return step;
    }
    if (verb == "listen" || verb == "close" || verb == "collect") {
        step.call = verb == "listen" ? Call::listen : verb == "close" ? Call::close : Call::collect;
        step.value = 128;
        return step;
    }
    return std::nullopt;
}

std::optional<BareCell> bare(const conflict::Played &played, const std::vector<std::string> &parts)
{
    BareCell cell;
    std::map<std::string, unsigned> slots;
    std::map<std::string, std::size_t> actors{{"client", 0}};
    std::size_t receivers = 0;
    for (const auto &cue : played.cues) {
        Turn turn{.actor = actors.try_emplace(cue.actor, actors.size()).first->second,
                  .user = cue.user,
                  .steps = {},
                  .told = cue.told};
        for (const auto &text : split(parts[cue.part], ';')) {
            auto step = call_of(text, played.port, slots);
            if (!step) return std::nullopt;
            turn.collects = turn.collects || step->call == Call::collect;
            turn.steps.push_back(std::move(*step));
        }
        receivers += turn.collects && turn.told != "0:none" ? 1 : 0;
        cell.turns.push_back(std::move(turn));
    }
    if (receivers > 1) return std::nullopt;
    cell.actors = actors.size();
    return cell;
}

/// Who makes the calls: the sockets of one process.
class Hands {
  public:
    /// The answer as an actor would tell it: "2:EADDRINUSE"; of what came, "+" or "0:none".
    std::string take(const Turn &turn)
    {
        for (std::size_t at = 0; at < turn.steps.size(); ++at) {
            const auto &step = turn.steps[at];
            if (step.call == Call::collect) return collect(sockets_[step.slot]) > 0 ? "+" : "0:none";
            if (make(step) < 0) return std::to_string(at) + ":" + words::errno_name(errno);
        }
        return "";
    }
    void close_flows()
    {
        for (const int flow : flows_)
            reset(flow);
        flows_.clear();
    }

  private:
    int make(const Step &step)
    {
        auto &socket = sockets_[step.slot];
        const auto *const address = reinterpret_cast<const sockaddr *>(&step.address);
        switch (step.call) {
        case Call::socket: return socket = ::socket(step.family, step.type, 0);
        case Call::set: return setsockopt(socket, step.level, step.option, &step.value, sizeof step.value);
        case Call::bind: return ::bind(socket, address, step.size);
        case Call::listen: return ::listen(socket, step.value);
        case Call::close: return ::close(socket);
        case Call::send:
            for (const auto &from : step.from)
                (void)sendto(sender(from, step), "1", 1, 0, address, step.size);
            return 0;
        case Call::open:
            for (const auto &from : step.from) {
                if (connect_from(from, step) < 0) break; // who is refused says so to the client only
            }
            return 0;
        case Call::collect: break;
        }
        return 0;
    }
    static int bound(const sockaddr_in6 &from, int family, int type)
    {
        const int made = ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int yes = 1;
        setsockopt(made, SOL_SOCKET, type == SOCK_DGRAM ? SO_BROADCAST : SO_REUSEADDR, &yes, sizeof yes);
        // Who could not bind sends from elsewhere, and the answers differ.
        (void)::bind(made, reinterpret_cast<const sockaddr *>(&from),
                     family == AF_INET6 ? sizeof from : sizeof(sockaddr_in));
        return made;
    }
    int sender(const sockaddr_in6 &from, const Step &step)
    {
        auto &sender = senders_[{step.address.ss_family, from.sin6_port}];
        if (sender == 0) sender = bound(from, step.address.ss_family, SOCK_DGRAM);
        return sender;
    }
    int connect_from(const sockaddr_in6 &from, const Step &step)
    {
        const int flow = bound(from, step.address.ss_family, SOCK_STREAM);
        flows_.push_back(flow);
        const int result = connect(flow, reinterpret_cast<const sockaddr *>(&step.address), step.size);
        if (result < 0 && errno != EINPROGRESS) return result;
        return static_cast<int>(::send(flow, "1", 1, MSG_NOSIGNAL));
    }
    static std::size_t collect(int socket)
    {
        std::size_t came = 0;
        std::array<char, 16> text{};
        int type = 0;
        socklen_t size = sizeof type;
        getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size);
        while (type == SOCK_DGRAM && recv(socket, text.data(), text.size(), 0) > 0)
            ++came;
        while (type == SOCK_STREAM) {
            const int taken = accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (taken < 0) break;
            ++came;
            (void)recv(taken, text.data(), text.size(), 0);
            reset(taken);
        }
        return came;
    }
    static void reset(int connection)
    {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        ::close(connection);
    }

    std::array<int, 16> sockets_{};
    std::vector<int> flows_;
    std::map<std::pair<int, in_port_t>, int> senders_;
};

bool as_recorded(const Turn &turn, const std::string &told)
{
    if (turn.actor == 0) return true; // the client's answers tell the same as the receivers'
    return turn.collects ? (told == "0:none") == (turn.told == "0:none") : told == turn.told;
}

/// One side of a cell in a process of its own.
class Side {
  public:
    Side(const BareCell &cell, std::size_t actor, unsigned user)
    {
        if (pipe(orders_.data()) != 0 || pipe(answers_.data()) != 0) return;
        id_ = fork();
        if (id_ != 0) return;
        if (setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0) _exit(1);
        Hands hands;
        for (const auto &turn : cell.turns) {
            if (turn.actor != actor) continue;
            char order = 0;
            if (read(orders_[0], &order, 1) != 1) break;
            auto told = hands.take(turn) + "\n";
            if (write(answers_[1], told.data(), told.size()) < 0) break;
        }
        _exit(0);
    }
    Side(const Side &) = delete;
    Side &operator=(const Side &) = delete;
    ~Side()
    {
        waitpid(id_, nullptr, 0);
        for (const int end : {orders_[0], orders_[1], answers_[0], answers_[1]})
            close(end);
    }
    std::string take()
    {
        std::array<char, 64> told{};
        if (write(orders_[1], "!", 1) != 1) return "gone";
        // An actor's end, of an arm before, may interrupt.
        const auto length = TEMP_FAILURE_RETRY(read(answers_[0], told.data(), told.size()));
        return length <= 0 ? "gone" : std::string(told.data(), static_cast<std::size_t>(length - 1));
    }

  private:
    std::array<int, 2> orders_{}, answers_{};
    pid_t id_ = -1;
};

} // namespace

std::vector<BareCell> bare_cells(const std::vector<conflict::Played> &played, const std::vector<std::string> &parts)
{
    std::vector<BareCell> cells;
    for (const auto &one : played) {
        if (one.lack) continue;
        if (auto cell = bare(one, parts)) cells.push_back(std::move(*cell));
    }
    return cells;
}

std::size_t alone(const std::vector<BareCell> &cells)
{
    std::size_t different = 0;
    Hands hands;
    unsigned user = 0;
    for (const auto &cell : cells) {
        for (const auto &turn : cell.turns) {
            if (turn.user != user) setfsuid(user = turn.user);
            different += as_recorded(turn, hands.take(turn)) ? 0 : 1;
        }
        hands.close_flows();
    }
    setfsuid(0);
    return different;
}

std::size_t in_pairs(const std::vector<BareCell> &cells)
{
    std::size_t different = 0;
    Hands client;
    for (const auto &cell : cells) {
        std::map<std::size_t, Side> sides;
        for (const auto &turn : cell.turns) {
            if (turn.actor != 0) sides.try_emplace(turn.actor, cell, turn.actor, turn.user);
        }
        for (const auto &turn : cell.turns) {
            const auto told = turn.actor == 0 ? client.take(turn) : sides.at(turn.actor).take();
            different += as_recorded(turn, told) ? 0 : 1;
        }
        client.close_flows();
    }
    return different;
}

} // namespace suites::bench
