#include "actor/requests.hpp"

#include "actor/waiting.hpp"

#include <array>
#include <cerrno>
#include <string_view>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace actor {

namespace {

constexpr std::string_view request = "GET / HTTP/1.0\r\n\r\n";
constexpr std::uint64_t the_bell = ~0ULL;

struct Open {
    Descriptor connection;
    bool asked = false;
    std::string heard{};
};

/// What one read or write brought: it goes on, or this is what became of the request.
enum class Fate { open, refused, reset, ended, answered };

/// Connects; the connection is not open when that is refused on the spot.
Open connecting(const words::Endpoint &to, int epoll, std::size_t place)
{
    Open made{.connection = Descriptor{::socket(to.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)}};
    const int socket = made.connection.number();
    // Closed with a reset, so that no port is held in TIME_WAIT.
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (connect(socket, to.data(), to.size()) != 0 && errno != EINPROGRESS) return {};
    epoll_event event{.events = EPOLLOUT, .data = {.u64 = place}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    return made;
}

Fate fate_of(int error) { return error == ECONNREFUSED ? Fate::refused : Fate::reset; }

Fate ask(Open &open, int epoll, std::size_t place)
{
    int error = 0;
    socklen_t size = sizeof error;
    const int socket = open.connection.number();
    getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return fate_of(error);
    if (send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) return fate_of(errno);
    open.asked = true;
    epoll_event event{.events = EPOLLIN, .data = {.u64 = place}};
    epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event);
    return Fate::open;
}

Fate listen_to(Open &open)
{
    std::array<char, 2048> buffer{};
    const auto length = recv(open.connection.number(), buffer.data(), buffer.size(), 0);
    if (length < 0) return errno == EAGAIN ? Fate::open : fate_of(errno);
    open.heard.append(buffer.data(), static_cast<std::size_t>(length));
    if (length > 0) return Fate::open;
    return open.heard.find("\r\n\r\n") == std::string::npos ? Fate::ended : Fate::answered;
}

/// The first word of the body: who answered; or the status where it is not 200.
std::string answer_in(const std::string &heard)
{
    const auto status = heard.substr(heard.find(' ') + 1, 3);
    if (status != "200") return "status-" + status;
    const auto body = heard.substr(heard.find("\r\n\r\n") + 4);
    const auto word = body.substr(0, body.find_first_of(" \r\n"));
    return word.empty() ? "nobody" : word;
}

void count(Answers &answers, Fate fate, const Open &open)
{
    switch (fate) {
    case Fate::open: break;
    case Fate::refused: ++answers.refused; break;
    case Fate::reset: ++answers.reset; break;
    case Fate::ended: ++answers.ended; break;
    case Fate::answered: ++answers.answered[answer_in(open.heard)]; break;
    }
}

} // namespace

std::string Answers::text() const
{
    std::string line = "refused " + std::to_string(refused) + " reset " + std::to_string(reset) + " ended " +
                       std::to_string(ended) + " silent " + std::to_string(silent) + " answered";
    for (const auto &[who, times] : answered)
        line += " " + who + ":" + std::to_string(times);
    return line;
}

Requests::Requests(const RequestPlan &plan) : planned_(plan.count), bell_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    thread_ = std::thread(&Requests::run, this, plan);
}

Requests::~Requests() { (void)finish({}); }

void Requests::run(const RequestPlan &plan)
{
    const Descriptor epoll{epoll_create1(EPOLL_CLOEXEC)};
    epoll_event bell{.events = EPOLLIN | EPOLLET, .data = {.u64 = the_bell}};
    epoll_ctl(epoll.number(), EPOLL_CTL_ADD, bell_.number(), &bell);
    std::vector<Open> all(plan.at_once);
    std::uint64_t begun = 0;
    const auto wants_more = [&] { return !over_ && (plan.count == 0 || begun < plan.count); };
    while (true) {
        std::size_t busy = 0;
        for (std::size_t place = 0; place < all.size(); ++place) {
            if (!all[place].connection.open() && wants_more()) {
                ++begun;
                all[place] = connecting(plan.to, epoll.number(), place);
                if (!all[place].connection.open()) {
                    ++answers_.refused;
                    ++done_;
                }
            }
            if (all[place].connection.open()) ++busy;
        }
        if (busy == 0 && !wants_more()) return;
        // Who is refused tries again a little later, lest nobody else comes to a turn.
        const int wait = over_ ? static_cast<int>(patience_ms_) : busy < all.size() && wants_more() ? 1 : -1;
        std::array<epoll_event, 64> events{};
        const int ready = epoll_wait(epoll.number(), events.data(), static_cast<int>(events.size()), wait);
        if (ready == 0 && over_) {
            answers_.silent += busy;
            return;
        }
        for (int at = 0; at < ready; ++at) {
            const auto place = events.at(static_cast<std::size_t>(at)).data.u64;
            if (place == the_bell) continue;
            auto &open = all[place];
            const auto fate = open.asked ? listen_to(open) : ask(open, epoll.number(), place);
            if (fate == Fate::open) continue;
            count(answers_, fate, open);
            ++done_;
            open = {};
        }
    }
}

bool Requests::reaches(std::uint64_t done, std::chrono::milliseconds patience) const
{
    for (auto before = done_.load(); before < done; before = done_) {
        if (!becomes_true([&] { return done_ > before; }, patience)) return false;
    }
    return true;
}

bool Requests::await(std::uint64_t more, std::chrono::milliseconds patience) const
{
    return reaches(done_ + more, patience);
}

Answers Requests::finish(std::chrono::milliseconds patience)
{
    if (!thread_.joinable()) return answers_;
    const bool all = planned_ > 0 && reaches(planned_, patience);
    patience_ms_ = all || planned_ == 0 ? patience.count() : 0;
    over_ = true;
    (void)eventfd_write(bell_.number(), 1);
    thread_.join();
    return answers_;
}

} // namespace actor
