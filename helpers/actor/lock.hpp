// The lock of a socket, held for as long as one likes by a thread inside the kernel.
//
//     auto lock = HeldLock::of(listener, 2s);
//     if (!lock.refusal().empty()) …      // "EINVAL from UFFDIO_REGISTER"
//     lock.let_go();                      // or by itself, when the patience ends
//
// setsockopt(2) takes the lock and then fetches a packet filter from memory (net/core/sock.c, sk_setsockopt();
// net/core/filter.c, __get_filter()). That memory is a page which userfaultfd(2) withholds: so the call stays where it
// is, lock in hand. The page that is given at last holds no filter, and the call fails without having changed anything.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace actor {

class HeldLock {
  public:
    /// Holds it when this returns, unless there is a refusal. At the end of the patience it is let go: a thread that
    /// waits for the lock of a socket cannot even be killed. Throws Lacking where the kernel has no userfaultfd, or not
    /// for this user.
    static HeldLock of(int socket, std::chrono::milliseconds patience);

    [[nodiscard]] const std::string &refusal() const { return refusal_; }
    /// Returns when it is free. False when the time was over before: it had been let go already.
    [[nodiscard]] bool let_go();

  private:
    struct Grip;
    std::shared_ptr<Grip> grip_;
    std::string refusal_;
};

} // namespace actor
