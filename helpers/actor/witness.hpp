// How it is known that nothing more will come: what is sent last over loopback, from the same processor, arrives last.
//
//     const OnOneProcessor pinned;
//     sendto(…);                                        // as many as it takes
//     see_witness(self, AF_INET);                       // "ok": all of them have been delivered, or never will be
#pragma once

#include "actor/performer.hpp"

#include <set>
#include <string>

#include <sched.h>

namespace actor {

/// Keeps the sender on one processor for the length of a step. Loopback queues what is sent per processor and in order,
/// so a witness sent last from the same processor arrives last.
class OnOneProcessor {
  public:
    OnOneProcessor();
    ~OnOneProcessor();
    OnOneProcessor(const OnOneProcessor &) = delete;
    OnOneProcessor &operator=(const OnOneProcessor &) = delete;

  private:
    cpu_set_t before_{};
    bool pinned_ = false;
};

/// One witness for all steps that it lives through: they only say that they owe one.
//
//     OneWitness last;
//     …                                                 // steps that see_witness()
//     last.seen(self);                                  // "ok": what all of them sent has been delivered
class OneWitness {
  public:
    OneWitness();
    ~OneWitness();
    OneWitness(const OneWitness &) = delete;
    OneWitness &operator=(const OneWitness &) = delete;

    /// Nothing is sent when no step owed one.
    std::string seen(Performer &self);

  private:
    friend std::string see_witness(Performer &self, int family);
    OnOneProcessor pinned_;
    std::set<int> owed_; ///< IP versions
};

/// Sends a datagram over loopback to ourselves and waits for it: "ok", an errno's name, or "witness lost".
std::string see_witness(Performer &self, int family);

} // namespace actor
