#include "actor/program.hpp"

#include "actor/descriptor.hpp"
#include "actor/proc_file.hpp"
#include "words/errno_name.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

namespace actor {

namespace {

/// The runner and its actors take turns on one processor; a real server is to have them all, and the usual scheduling.
void use_every_processor()
{
    const sched_param no_priority{};
    (void)sched_setscheduler(0, SCHED_OTHER, &no_priority);
    cpu_set_t all;
    std::memset(&all, -1, sizeof all);
    (void)sched_setaffinity(0, sizeof all, &all);
}

bool wire(int report)
{
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int told = open(Program::output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    return nothing >= 0 && told >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(told, STDOUT_FILENO) >= 0 &&
           dup2(told, STDERR_FILENO) >= 0 && report > STDERR_FILENO;
}

bool become(uid_t user)
{
    return user == getuid() ||
           (setgroups(0, nullptr) == 0 && setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0);
}

[[noreturn]] void turn_into(const std::vector<std::string> &words, uid_t user, int report)
{
    std::vector<char *> arguments;
    arguments.reserve(words.size() + 1);
    for (const auto &word : words)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    setsid();
    use_every_processor();
    if (wire(report) && become(user)) execvp(arguments.front(), arguments.data());
    const int reason = errno;
    constexpr int could_not_exec = 127;
    constexpr int nobody_listens = 126;
    _exit(write(report, &reason, sizeof reason) < 0 ? nobody_listens : could_not_exec);
}

std::string told(int status)
{
    if (WIFSIGNALED(status)) return std::string("killed by SIG") + sigabbrev_np(WTERMSIG(status));
    return "exit " + std::to_string(WEXITSTATUS(status));
}

} // namespace

Program::Program(const std::vector<std::string> &words, uid_t user)
{
    std::array<int, 2> report{};
    if (pipe2(report.data(), O_CLOEXEC) != 0) throw NotStarted(words::errno_name(errno) + " from pipe2");
    const Descriptor reading{report[0]};
    Descriptor writing{report[1]};
    id_ = fork();
    if (id_ == 0) turn_into(words, user, writing.number());
    if (id_ < 0) throw NotStarted(words::errno_name(errno) + " from fork");
    writing.close();
    int reason = 0;
    if (read(reading.number(), &reason, sizeof reason) != sizeof reason) return;
    waitpid(id_, nullptr, 0);
    throw NotStarted(words::errno_name(reason) + " from starting " + words.front());
}

std::optional<std::string> Program::ended()
{
    int status = 0;
    if (!end_ && waitpid(id_, &status, WNOHANG) == id_) end_ = told(status);
    return end_;
}

std::string last_line(const std::string &path)
{
    auto text = proc_file(path);
    text.erase(text.find_last_not_of(" \n\r\t") + 1);
    const auto begin = text.rfind('\n');
    return begin == std::string::npos ? text : text.substr(begin + 1);
}

} // namespace actor
