#include "actor/waiter.hpp"

#include "actor/lacking.hpp"
#include "actor/proc_file.hpp"
#include "actor/waiting.hpp"
#include "words/errno_name.hpp"
#include "words/feature.hpp"

#include <cerrno>
#include <thread>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace actor {

namespace {

/// Takes one connection and resets it; false when there is none, or none to be had any more.
bool take_one(int listener)
{
    const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return false;
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(connection);
    return true;
}

bool is_call_of(Waiter::Where where, long number)
{
    if (where == Waiter::Where::accept) return number == SYS_accept4;
#ifdef SYS_epoll_wait
    if (number == SYS_epoll_wait) return true;
#endif
    return number == SYS_epoll_pwait;
}

} // namespace

void Waiter::wait(Life &life)
{
    // What it needs is mapped before it is watched: a page fault could wait for the address space, and would count.
    (void)take_one(-1);
    if (life.where == Where::accept) {
        life.thread = static_cast<pid_t>(syscall(SYS_gettid));
        while (take_one(life.listener))
            ++life.taken;
        return;
    }
    const int events = epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN;
    if (life.where == Where::exclusive_epoll) event.events |= static_cast<unsigned>(EPOLLEXCLUSIVE);
    if (epoll_ctl(events, EPOLL_CTL_ADD, life.listener, &event) != 0) return;
    epoll_wait(events, &event, 1, 0);
    life.thread = static_cast<pid_t>(syscall(SYS_gettid));
    while (epoll_wait(events, &event, 1, -1) == 1) {
        if (take_one(life.listener)) ++life.taken;
    }
}

Waiter::Waiter(int listener, Where where) : life_(std::make_shared<Life>())
{
    life_->listener = listener;
    life_->where = where;
    if (where == Where::accept) {
        // Not the descriptor's but the open socket's: it holds for all who share it.
        fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) & ~O_NONBLOCK);
    }
    std::thread([life = life_] { wait(*life); }).detach();
}

/// What the kernel tells of the thread in that file.
std::string Waiter::told(const char *file) const
{
    const auto path = "/proc/" + std::to_string(life_->thread) + "/" + file;
    auto text = proc_file(path);
    if (text.empty()) throw Lacking(words::feature::sleepers, words::errno_name(errno) + " from " + path);
    return text;
}

bool Waiter::falls_asleep(std::chrono::milliseconds patience) const
{
    return becomes_true(
        [&] {
            if (life_->thread == 0) return false;
            // The kernel names the call only of a thread that is off its processor, and "running" otherwise: by then
            // the switch has been counted (lib/syscall.c, task_current_syscall(); wait_task_inactive()).
            const auto number = number_after(told("syscall"), "");
            return number && is_call_of(life_->where, static_cast<long>(*number));
        },
        patience);
}

bool Waiter::wants_a_lock() const
{
    const auto status = told("stat");
    const auto state = status.find(") ");
    return state != std::string::npos && status.compare(state + 2, 1, "D") == 0;
}

unsigned long Waiter::sleeps() const
{
    // The file has that of involuntary ones too, whose name ends alike.
    if (const auto count = number_after(told("status"), "\nvoluntary_ctxt_switches:")) return *count;
    throw Lacking(words::feature::sleepers, "no voluntary_ctxt_switches in /proc/TID/status");
}

} // namespace actor
