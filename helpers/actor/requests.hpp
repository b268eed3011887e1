// A client of a web server: requests over connections of their own, and what became of every one of them.
//
//     Requests load({.to = endpoint, .at_once = 8});     // goes on until it is told to finish
//     load.await(200, 2s);                               // that many have been answered
//     load.finish(2s).text()      // "refused 0 reset 1 ended 0 silent 0 answered 3:120 4:96"
//
// The server says in its answer who it is, so that answers can be counted by who gave them.
// Source: RFC 9110, RFC 9112; one request for each connection, as of HTTP/1.0.
#pragma once

#include "actor/descriptor.hpp"
#include "words/endpoint.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <thread>

namespace actor {

struct RequestPlan {
    words::Endpoint to;
    unsigned at_once = 1;    ///< connections that are open at a time
    std::uint64_t count = 0; ///< requests in all; 0: until it is told to finish
};

struct Answers {
    std::uint64_t refused = 0;                       ///< nobody listened
    std::uint64_t reset = 0;                         ///< cut off after the handshake
    std::uint64_t ended = 0;                         ///< closed without a whole answer
    std::uint64_t silent = 0;                        ///< nothing came
    std::map<std::string, std::uint64_t> answered{}; ///< by what was said; a status that is not 200 goes by its number

    [[nodiscard]] std::string text() const;
};

class Requests {
  public:
    explicit Requests(const RequestPlan &plan);
    ~Requests();
    Requests(const Requests &) = delete;
    Requests &operator=(const Requests &) = delete;

    /// Whether so many more than now have been answered, or otherwise come to an end; false when none does for so long.
    [[nodiscard]] bool await(std::uint64_t more, std::chrono::milliseconds patience) const;
    /// Waits for as many as were planned; where that was no number, begins no more and waits for those under way. Gives
    /// up when none comes to an end for so long.
    Answers finish(std::chrono::milliseconds patience);

  private:
    void run(const RequestPlan &plan);
    [[nodiscard]] bool reaches(std::uint64_t done, std::chrono::milliseconds patience) const;

    std::uint64_t planned_;
    std::atomic<bool> over_{false};
    std::atomic<std::int64_t> patience_ms_{0}; ///< counts once it is over
    std::atomic<std::uint64_t> done_{0};
    Descriptor bell_; ///< rings when it is over
    Answers answers_;
    std::thread thread_;
};

} // namespace actor
