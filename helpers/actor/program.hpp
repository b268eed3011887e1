// A real program that was started in the actor's cell: how it began, how it ended, what it said last.
//
//     Program nginx({"nginx", "-c", "nginx.conf"}, 33);     // throws NotStarted with the errno's name
//     nginx.ended()                                         // nothing while it runs; "exit 1", "killed by SIGSEGV"
//     last_line(Program::output)                            // what it, or whoever spoke last, had to say
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/types.h>

namespace actor {

struct NotStarted : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Program {
  public:
    /// Where standard output and standard error go, one behind the other.
    static constexpr auto output = "/tmp/output";

    /// As this user, on every processor, with nothing on standard input.
    Program(const std::vector<std::string> &words, uid_t user);

    [[nodiscard]] pid_t id() const { return id_; }
    [[nodiscard]] std::optional<std::string> ended();

  private:
    pid_t id_;
    std::optional<std::string> end_;
};

/// The last line of the file that is not empty; "" when there is none.
std::string last_line(const std::string &path);

} // namespace actor
