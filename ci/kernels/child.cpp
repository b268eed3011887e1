#include "kernels/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kernels {

namespace {

constexpr int could_not_exec = 127;
constexpr int lent = 3;

struct Pipe {
    std::array<int, 2> ends{-1, -1};

    Pipe()
    {
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    }
    ~Pipe()
    {
        close_write_end();
        if (ends[0] >= 0) close(ends[0]);
    }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;

    void close_write_end()
    {
        if (ends[1] >= 0) close(std::exchange(ends[1], -1));
    }
    int take_read_end() { return std::exchange(ends[0], -1); }
};

/// The number-th that this process may use, counted round.
cpu_set_t processor_of_ours(unsigned number)
{
    cpu_set_t ours;
    CPU_ZERO(&ours);
    sched_getaffinity(0, sizeof ours, &ours);
    auto before = number % static_cast<unsigned>(std::max(CPU_COUNT(&ours), 1));
    std::size_t processor = 0;
    while (processor + 1 < CPU_SETSIZE && (!CPU_ISSET(processor, &ours) || before > 0)) {
        if (CPU_ISSET(processor, &ours)) --before;
        ++processor;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    return one;
}

void die_with_parent(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(could_not_exec); // it has died already
}

/// From here on this process is the first of a namespace of processes, or the same as before where that is not to be
/// had. In between stays one that dies with whoever started it, and takes the namespace along.
void enter_process_namespace()
{
    if (unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) return;
    const pid_t first = fork();
    if (first < 0) _exit(could_not_exec);
    if (first > 0) {
        // It becomes no other program, and would keep open what other rows wait to see closed.
        syscall(SYS_close_range, 0U, ~0U, 0);
        int status = 0;
        while (waitpid(first, &status, 0) < 0 && errno == EINTR) {}
        constexpr int signalled = 128;
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status));
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    mount("proc", "/proc", "proc", 0, nullptr);
    mount("tmpfs", Launch::own_folder, "tmpfs", 0, nullptr);
}

void close_all_but(const std::vector<int> &kept)
{
    unsigned next = lent + 1;
    for (const int number : kept) {
        if (static_cast<unsigned>(number) > next) syscall(SYS_close_range, next, static_cast<unsigned>(number) - 1, 0);
        fcntl(number, F_SETFD, 0);
        next = static_cast<unsigned>(number) + 1;
    }
    syscall(SYS_close_range, next, ~0U, 0);
}

[[noreturn]] void become(Launch::Results where, char *const *words, int results, int console,
                         const std::vector<int> &lends)
{
    const bool by_output = where == Launch::Results::on_standard_output;
    // Away from the numbers they are copied to.
    results = fcntl(results, F_DUPFD_CLOEXEC, 100);
    console = fcntl(console, F_DUPFD_CLOEXEC, 100);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(by_output ? results : console, STDOUT_FILENO);
    dup2(console, STDERR_FILENO);
    if (by_output)
        close(lent);
    else
        dup2(results, lent);
    close_all_but(lends);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP})
        std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execvp(words[0], words);
    dprintf(STDERR_FILENO, "%s: %s\n", words[0], std::strerror(errno));
    _exit(could_not_exec);
}

int exit_status(int status)
{
    constexpr int signalled = 128;
    return WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
}

} // namespace

Child::Child(const Launch &launch)
{
    Pipe results;
    Pipe console;
    // Made before the fork: between fork and exec nothing may allocate, another thread could hold the allocator's lock.
    auto words = launch.words;
    auto lends = launch.lends;
    std::sort(lends.begin(), lends.end());
    std::vector<char *> pointers;
    pointers.reserve(words.size() + 1);
    for (auto &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::optional<cpu_set_t> processor;
    if (launch.processor) processor = processor_of_ours(*launch.processor);
    const pid_t parent = getpid();
    id_ = fork();
    if (id_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (id_ == 0) {
        setpgid(0, 0);
        if (processor) sched_setaffinity(0, sizeof *processor, &*processor); // refused, it costs time and nothing else
        die_with_parent(parent);
        if (launch.own_processes) enter_process_namespace();
        become(launch.results, pointers.data(), results.ends[1], console.ends[1], lends);
    }
    results_ = results.take_read_end();
    console_ = console.take_read_end();
    for (const int end : {results_, console_})
        fcntl(end, F_SETFL, O_NONBLOCK);
}

Child::~Child()
{
    end();
    close(results_);
    close(console_);
}

void Child::end()
{
    if (id_ < 0) return;
    kill(-id_, SIGKILL);
    kill(id_, SIGKILL);
    wait();
}

int Child::wait()
{
    int status = 0;
    while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {}
    id_ = -1;
    return exit_status(status);
}

Ran run(const std::vector<std::string> &words)
{
    Child child({.words = words, .results = Launch::Results::on_standard_output});
    Ran ran;
    std::array<pollfd, 2> ends{pollfd{.fd = child.results(), .events = POLLIN, .revents = 0},
                               pollfd{.fd = child.console(), .events = POLLIN, .revents = 0}};
    const std::array texts{&ran.output, &ran.errors};
    std::array<char, 65536> buffer{};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) break;
        for (std::size_t at = 0; at < ends.size(); ++at) {
            if (ends.at(at).fd < 0 || ends.at(at).revents == 0) continue;
            const auto length = read(ends.at(at).fd, buffer.data(), buffer.size());
            if (length > 0)
                texts.at(at)->append(buffer.data(), static_cast<std::size_t>(length));
            else if (length == 0 || errno != EAGAIN)
                ends.at(at).fd = -1;
        }
    }
    ran.status = child.wait();
    return ran;
}

} // namespace kernels
