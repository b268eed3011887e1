#include "actor/lock.hpp"
#include "actor/performer.hpp"
#include "actor/waiter.hpp"

#include <map>

namespace actor {

namespace {

// One process, one actor; its threads end with it.
struct Threads {
    struct Watched {
        Waiter waiter;
        unsigned long sleeps_at_first;
    };
    std::map<std::string, Watched> waiters;
    std::map<std::string, HeldLock> locks;
};

Threads &threads()
{
    static Threads all;
    return all;
}

template <typename Found> Found &found(std::map<std::string, Found> &all, const std::string &name)
{
    const auto at = all.find(name);
    if (at == all.end()) throw Senseless("nothing of the kind at '" + name + "'");
    return at->second;
}

Waiter::Where where(const std::string &word)
{
    if (word == "accept") return Waiter::Where::accept;
    if (word == "epoll") return Waiter::Where::epoll;
    if (word == "EPOLLEXCLUSIVE") return Waiter::Where::exclusive_epoll;
    throw Senseless("nobody waits in '" + word + "'");
}

/// A thread begins to wait at the listener, and is asleep: "ok".
std::string wait_in(Performer &self, const Arguments &words)
{
    const Waiter waiter(self.socket(words[0]).number(), where(words[1]));
    if (!waiter.falls_asleep(self.patience())) return "nothing";
    threads().waiters.insert_or_assign(words[0], Threads::Watched{waiter, waiter.sleeps()});
    return "ok";
}

/// Waits until that thread is asleep again; how often it has been woken since it began, and how many it took: "woken 3,
/// took 1".
std::string woken(Performer &self, const Arguments &words)
{
    const auto &[waiter, at_first] = found(threads().waiters, words[0]);
    if (!waiter.falls_asleep(self.patience())) return "nothing";
    return "woken " + std::to_string(waiter.sleeps() - at_first) + ", took " + std::to_string(waiter.taken());
}

/// What that thread sleeps for: "a connection" or "the lock".
std::string sleeps_for(Performer &self, const Arguments &words)
{
    const auto &waiter = found(threads().waiters, words[0]).waiter;
    if (!waiter.falls_asleep(self.patience())) return "nothing";
    return waiter.wants_a_lock() ? "the lock" : "a connection";
}

/// Takes the socket's lock and keeps it for twice the patience at most: "ok", or who refused.
std::string hold_lock(Performer &self, const Arguments &words)
{
    auto lock = HeldLock::of(self.socket(words[0]).number(), 2 * self.patience());
    if (!lock.refusal().empty()) return lock.refusal();
    threads().locks.insert_or_assign(words[0], lock);
    return "ok";
}

/// "ok", or "too late" when it had let go by itself.
std::string let_go(Performer & /*self*/, const Arguments &words)
{
    auto lock = found(threads().locks, words[0]);
    threads().locks.erase(words[0]);
    return lock.let_go() ? "ok" : "too late";
}

} // namespace

void add_waiter_verbs(Verbs &verbs)
{
    verbs["wait-in"] = {"NAME HOW", wait_in};
    verbs["woken"] = {"NAME", woken};
    verbs["sleeps-for"] = {"NAME", sleeps_for};
    verbs["hold-lock"] = {"NAME", hold_lock};
    verbs["let-go"] = {"NAME", let_go};
}

} // namespace actor
