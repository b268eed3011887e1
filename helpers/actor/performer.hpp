// The one who performs steps: it owns the sockets of its name and knows every verb.
//
//     Performer server{patience};
//     server.perform(Step::parse("server socket s1 tcp4"));              // "ok"
//     server.perform(Step::parse("server bind s1 127.0.0.1:8080"));      // "ok", or "EADDRINUSE"
//
// What the kernel answers is returned. A step that makes no sense (an unknown verb, a socket nobody opened) is answered
// with "? " and the reason: that is a fault of whoever wrote the step, never a statement about the kernel.
#pragma once

#include "actor/descriptor.hpp"
#include "words/step.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/types.h>

namespace actor {

using Arguments = std::vector<std::string>;

/// A step nobody could perform; its text becomes the answer, after "? ".
struct Senseless : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Part;
class Performer;

struct Verb {
    using Act = std::string (*)(Performer &, const Arguments &);

    /// The arguments it takes, one word each; a trailing "?" marks one that may be left out, a trailing "*" stands for
    /// any number of them.
    std::string_view usage;
    Act act = nullptr;
    std::size_t least = 0, most = 0; ///< how many arguments that is
    bool leaves_mark = true;         ///< on whoever does it, beyond the sockets that he holds

    Verb() = default;
    Verb(std::string_view takes, Act performed_by);
};

using Verbs = std::map<std::string, Verb, std::less<>>;

/// Every verb there is. Made at the first call: a company makes it once for all the actors it bears.
const Verbs &verbs();

class Performer {
  public:
    Performer(pid_t parent, std::chrono::milliseconds patience);
    ~Performer();
    Performer(const Performer &) = delete;
    Performer &operator=(const Performer &) = delete;

    words::Answer perform(const words::Step &step);

    /// The open socket of that name. Throws Senseless when there is none.
    Descriptor &socket(const std::string &name);
    void keep(const std::string &name, Descriptor socket);
    void forget(const std::string &name);

    /// Connections this actor opened as numbered flows; open until "close-flows".
    std::vector<Descriptor> &flows() { return flows_; }
    /// Connections it accepted and answered, and keeps.
    std::vector<Descriptor> &served() { return served_; }

    /// The UDP sockets it has sent numbered flows from, by their endpoint.
    std::map<std::string, Descriptor> &senders() { return senders_; }

    /// The socket that sends itself witnesses, in this IP version; closed until it is first used.
    Descriptor &mirror(int family) { return mirrors_[family]; }

    /// Whether nothing will be left of what it did once this performer is gone: another may begin in its process.
    [[nodiscard]] bool unmarked() const { return unmarked_; }

    /// What it has learned to play at any port.
    std::unordered_map<std::string, Part> &parts() { return parts_; }

    /// How long a waiting verb waits before it answers "nothing".
    [[nodiscard]] std::chrono::milliseconds patience() const { return patience_; }
    [[nodiscard]] pid_t parent() const { return parent_; }

  private:
    pid_t parent_;
    std::chrono::milliseconds patience_;
    using Sockets = std::map<std::string, Descriptor>;
    Sockets sockets_;
    Sockets::value_type *last_ = nullptr; ///< the one that the last step was about: the next often is, too
    std::vector<Descriptor> flows_, served_;
    std::map<std::string, Descriptor> senders_;
    std::map<int, Descriptor> mirrors_;
    bool unmarked_ = true;
    std::unordered_map<std::string, Part> parts_;
};

/// "ok", or the name of errno when the call returned something negative.
std::string told(long result);

/// A whole number from a step's argument. Throws Senseless.
long number(const std::string &text);

// The verbs, one room of the manual each.
void add_socket_verbs(Verbs &verbs);     ///< socket(7), bind(2), listen(2), accept(2), send(2), recv(2) …
void add_flow_verbs(Verbs &verbs);       ///< many numbered datagrams or connections in one step
void add_identity_verbs(Verbs &verbs);   ///< credentials(7), user_namespaces(7)
void add_capability_verbs(Verbs &verbs); ///< capabilities(7)
void add_descriptor_verbs(Verbs &verbs); ///< fchown(2), passing descriptors by unix(7)
void add_network_verbs(Verbs &verbs);    ///< addresses and links of the host
void add_multicast_verbs(Verbs &verbs);  ///< groups of ip(7) and ipv6(7), and the way to them
void add_kernel_verbs(Verbs &verbs);     ///< what the kernel itself shows, by sock_diag(7)
void add_load_verbs(Verbs &verbs);       ///< servers and load, for measuring
void add_request_verbs(Verbs &verbs);    ///< clients of a web server
void add_program_verbs(Verbs &verbs);    ///< real programs in a cell (actor/cell.hpp): what they are given, do and hold
void add_loan_verbs(Verbs &verbs);       ///< sockets of real programs, on loan
void add_log_verbs(Verbs &verbs);        ///< what real programs have written down
void add_waiter_verbs(Verbs &verbs);     ///< threads that wait for connections, or hold a lock
void add_part_verbs(Verbs &verbs);       ///< many steps at once

} // namespace actor
