// A program that runs beside us and never outlives us, whatever becomes of either.
//
//     Child guest({.words = {"qemu-system-x86_64", …}, .results = Launch::Results::on_descriptor_3});
//     guest.console();  guest.results();      // to be read without waiting
//     guest.end();                            // kills and reaps; so does the destructor
//
// It stands in a process group of its own, away from a Ctrl-C at the terminal, and dies with the thread that started it
// (PR_SET_PDEATHSIG). What starts processes of its own gets a process namespace, which the kernel empties with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace kernels {

struct Launch {
    /// Whoever has processes of its own has this folder to itself too, and what it leaves there is gone with it.
    static constexpr auto own_folder = "/mnt";

    enum class Results { on_standard_output, on_descriptor_3 };

    std::vector<std::string> words{};
    Results results = Results::on_descriptor_3; ///< what else it prints is console
    bool own_processes = false;                 ///< it starts others, which must end with it
    std::vector<int> lends{};                   ///< descriptors it may keep, by the same number
    std::optional<unsigned> processor{};        ///< the only one it may use: of those that we may, counted round
};

class Child {
  public:
    /// Throws std::system_error when there can be no further process.
    explicit Child(const Launch &launch);
    ~Child();
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    [[nodiscard]] int results() const { return results_; }
    [[nodiscard]] int console() const { return console_; }

    /// Kills it when it still runs, and reaps it.
    void end();
    /// Waits for its end. The exit status, or 128 and the signal.
    int wait();

  private:
    pid_t id_ = -1;
    int results_ = -1;
    int console_ = -1;
};

/// Runs a program to its end.
struct Ran {
    int status = 0;
    std::string output{}; ///< standard output
    std::string errors{};
};
Ran run(const std::vector<std::string> &words);

} // namespace kernels
