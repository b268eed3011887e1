// Work that goes on while its actor listens for the next step: a server at a socket, or the load on one.
//
//     Serving serving(listener);                 // a thread of its own accepts, answers and counts
//     const Served all = serving.stop();         // what still waits is served first
//
//     Load load({.to = endpoint, .count = 1000, .at_once = 32});
//     const Loaded made = load.finish();
//
// A server's processor time is that of its thread alone. On loopback the kernel receives in the sender's time, so it
// counts what a server does itself: waiting, accepting, reading, answering.
#pragma once

#include "actor/descriptor.hpp"
#include "words/endpoint.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace actor {

struct Served {
    std::uint64_t count = 0;
    std::chrono::microseconds cpu{0};
};

class Serving {
  public:
    /// Serves connections where the socket listens, datagrams where it does not. The socket must not block.
    explicit Serving(int socket);
    ~Serving();
    Serving(const Serving &) = delete;
    Serving &operator=(const Serving &) = delete;

    Served stop();

  private:
    void serve(int socket, bool stream);

    std::atomic<bool> over_{false};
    Descriptor bell_; ///< rings when it is over
    Served served_;
    std::thread thread_;
};

struct LoadPlan {
    words::Endpoint to;
    bool stream = true;
    std::uint64_t count = 1;
    unsigned at_once = 1; ///< connections that are open at a time; of datagrams, the sockets they take turns on
};

struct Loaded {
    std::uint64_t done = 0, failed = 0;
    std::chrono::microseconds wall{0};
    std::chrono::microseconds p99{0}; ///< of connections: from connect(2) to the answer
};

class Load {
  public:
    explicit Load(const LoadPlan &plan);
    ~Load();
    Load(const Load &) = delete;
    Load &operator=(const Load &) = delete;

    Loaded finish();

  private:
    Loaded loaded_;
    std::thread thread_;
};

} // namespace actor
