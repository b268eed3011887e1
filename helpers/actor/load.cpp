#include "actor/load.hpp"

#include "actor/performer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace actor {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr int gave_up_ms = 5000; ///< a load that nobody answers any more ends
constexpr char answer = '.';

microseconds thread_time()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::duration_cast<microseconds>(std::chrono::seconds(time.tv_sec) +
                                                    std::chrono::nanoseconds(time.tv_nsec));
}

bool listens(int socket)
{
    int yes = 0;
    socklen_t size = sizeof yes;
    return getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes != 0;
}

/// Accepts what waits, says one byte to each and closes. How many.
std::uint64_t answer_connections(int listener)
{
    std::uint64_t count = 0;
    while (true) {
        const Descriptor connection{accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (!connection.open()) return count;
        if (send(connection.number(), &answer, sizeof answer, MSG_NOSIGNAL) == sizeof answer) ++count;
    }
}

std::uint64_t read_datagrams(int socket)
{
    std::uint64_t count = 0;
    std::array<char, 64> text{};
    while (recv(socket, text.data(), text.size(), MSG_DONTWAIT) >= 0)
        ++count;
    return count;
}

Descriptor watching(int socket, int bell)
{
    Descriptor made{epoll_create1(EPOLL_CLOEXEC)};
    // Of several that share a socket one is woken, as in servers that share one (epoll_ctl(2)).
    epoll_event event{.events = EPOLLIN | EPOLLEXCLUSIVE, .data = {.fd = socket}};
    epoll_ctl(made.number(), EPOLL_CTL_ADD, socket, &event);
    event = {.events = EPOLLIN, .data = {.fd = bell}};
    epoll_ctl(made.number(), EPOLL_CTL_ADD, bell, &event);
    return made;
}

struct Open {
    Descriptor connection;
    Clock::time_point since;
};

/// Connects; not open when that is refused on the spot.
Open connecting(const words::Endpoint &to, int epoll, std::size_t place)
{
    Open made{.connection = Descriptor{::socket(to.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)},
              .since = Clock::now()};
    const int socket = made.connection.number();
    // Closed with a reset, so that no port is held in TIME_WAIT.
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (connect(socket, to.data(), to.size()) != 0 && errno != EINPROGRESS) return {};
    epoll_event event{.events = EPOLLIN, .data = {.u64 = place}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    return made;
}

microseconds percentile_99(std::vector<microseconds> waits)
{
    if (waits.empty()) return microseconds{0};
    const auto place = waits.begin() + static_cast<std::ptrdiff_t>((waits.size() - 1) * 99 / 100);
    std::nth_element(waits.begin(), place, waits.end());
    return *place;
}

void connect_all(const LoadPlan &plan, Loaded &loaded)
{
    const Descriptor epoll{epoll_create1(EPOLL_CLOEXEC)};
    std::vector<Open> open(std::min<std::uint64_t>(plan.at_once, plan.count));
    std::vector<microseconds> waits;
    waits.reserve(plan.count);
    std::uint64_t begun = 0;
    std::size_t busy = 0;
    const auto begin = [&](std::size_t place) {
        while (begun < plan.count) {
            ++begun;
            open[place] = connecting(plan.to, epoll.number(), place);
            if (open[place].connection.open()) {
                ++busy;
                return;
            }
            ++loaded.failed;
        }
    };
    for (std::size_t place = 0; place < open.size(); ++place)
        begin(place);
    std::array<epoll_event, 64> events{};
    while (busy > 0) {
        const int ready = epoll_wait(epoll.number(), events.data(), static_cast<int>(events.size()), gave_up_ms);
        if (ready <= 0) {
            loaded.failed += busy + (plan.count - begun);
            break;
        }
        for (int at = 0; at < ready; ++at) {
            const auto place = static_cast<std::size_t>(events.at(static_cast<std::size_t>(at)).data.u64);
            char said = 0;
            if (recv(open[place].connection.number(), &said, sizeof said, 0) == sizeof said) {
                waits.push_back(std::chrono::duration_cast<microseconds>(Clock::now() - open[place].since));
                ++loaded.done;
            } else {
                ++loaded.failed;
            }
            open[place].connection = Descriptor{};
            --busy;
            begin(place);
        }
    }
    loaded.p99 = percentile_99(std::move(waits));
}

void send_all(const LoadPlan &plan, Loaded &loaded)
{
    std::vector<Descriptor> sockets;
    for (unsigned made = 0; made < plan.at_once; ++made) {
        sockets.emplace_back(::socket(plan.to.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
        if (connect(sockets.back().number(), plan.to.data(), plan.to.size()) != 0) ++loaded.failed;
    }
    for (std::uint64_t number = 0; number < plan.count; ++number) {
        const int socket = sockets[number % sockets.size()].number();
        ++(send(socket, &answer, sizeof answer, MSG_NOSIGNAL) == sizeof answer ? loaded.done : loaded.failed);
    }
}

} // namespace

Serving::Serving(int socket) : bell_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    thread_ = std::thread(&Serving::serve, this, socket, listens(socket));
}

Serving::~Serving() { (void)stop(); }

void Serving::serve(int socket, bool stream)
{
    const auto epoll = watching(socket, bell_.number());
    const auto began = thread_time();
    const auto work = [&] { served_.count += stream ? answer_connections(socket) : read_datagrams(socket); };
    while (!over_) {
        std::array<epoll_event, 2> events{};
        epoll_wait(epoll.number(), events.data(), static_cast<int>(events.size()), -1);
        work();
    }
    work();
    served_.cpu = thread_time() - began;
}

Served Serving::stop()
{
    if (!thread_.joinable()) return served_;
    over_ = true;
    (void)eventfd_write(bell_.number(), 1);
    thread_.join();
    return served_;
}

Load::Load(const LoadPlan &plan)
{
    thread_ = std::thread([this, plan] {
        const auto began = Clock::now();
        (plan.stream ? connect_all : send_all)(plan, loaded_);
        loaded_.wall = std::chrono::duration_cast<microseconds>(Clock::now() - began);
    });
}

Load::~Load() { (void)finish(); }

Loaded Load::finish()
{
    if (thread_.joinable()) thread_.join();
    return loaded_;
}

} // namespace actor
