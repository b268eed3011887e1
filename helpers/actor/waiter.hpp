// A thread of an actor that waits at a listening socket and takes every connection that comes, as a server's worker
// does; and what the kernel counted meanwhile.
//
//     Waiter waiter(listener, Waiter::Where::epoll);
//     waiter.falls_asleep(2s);        // true: it sleeps in that very call, and its counts stand still
//     waiter.sleeps();                // how often it has gone to sleep so far
//
// How often it was woken is how often it went to sleep again: the kernel counts each as a voluntary context switch of
// that thread (voluntary_ctxt_switches, proc_pid_status(5)).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include <sys/types.h>

namespace actor {

class Waiter {
  public:
    enum class Where { accept, epoll, exclusive_epoll };

    /// The listener becomes a blocking one where it waits in accept(2). It waits until the process ends.
    Waiter(int listener, Where where);

    /// Waits until it sleeps in its call, for a connection or for a lock. Throws Lacking where the kernel does not
    /// tell in which system call a thread sleeps.
    [[nodiscard]] bool falls_asleep(std::chrono::milliseconds patience) const;
    /// Whether it sleeps as nobody does who waits for a connection: not to be interrupted, until it gets a lock.
    [[nodiscard]] bool wants_a_lock() const;
    [[nodiscard]] unsigned long sleeps() const;
    [[nodiscard]] unsigned long taken() const { return life_->taken; }

  private:
    struct Life {
        int listener;
        Where where;
        std::atomic<pid_t> thread{0};
        std::atomic<unsigned long> taken{0};
    };
    static void wait(Life &life);
    [[nodiscard]] std::string told(const char *file) const;

    std::shared_ptr<Life> life_;
};

} // namespace actor
