// guest BIRTH [ARGUMENTS of claims…]
//
// Runs `claims`, which lies beside it, and sends what it recorded, what it said and how it ended as one stream
// (words/stream.hpp). BIRTH is what the birth of a process takes on the machine that started the guest, in seconds: the
// claims are told to wait so many times longer as it takes longer here, and the stream begins with that number. As
// process 1 of a bare machine it prepares that first, takes the arguments from /arguments, one a line, sends by the
// second serial port, and switches the machine off. Anywhere else it sends by standard output:
//
//     $ guest 0.0003 'udp.*' | head -c 100
//     file 7a11ce0d 8 16 slowness.txt
//     …

#include "guest/machine.hpp"
#include "words/slowness.hpp"
#include "words/stream.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Words = std::vector<std::string>;

Words lines_of(const char *path)
{
    Words lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

/// A file that only its descriptor names: what the program says goes there until it is done.
int nameless_file()
{
    const int file = memfd_create("said", MFD_CLOEXEC);
    if (file < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
    return file;
}

std::string contents(int file)
{
    std::string text;
    std::array<char, 65536> buffer{};
    off_t at = 0;
    for (ssize_t length = 0; (length = pread(file, buffer.data(), buffer.size(), at)) > 0; at += length)
        text.append(buffer.data(), static_cast<std::size_t>(length));
    return text;
}

[[noreturn]] void become(const std::string &program, const Words &arguments, int line, int said)
{
    constexpr int lent = 3;
    constexpr int out_of_the_way = 10;
    line = fcntl(line, F_DUPFD_CLOEXEC, out_of_the_way);
    dup2(said, STDOUT_FILENO);
    dup2(said, STDERR_FILENO);
    dup2(line, lent);
    Words words{program, "--stream", std::to_string(lent)};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char *> pointers;
    for (auto &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execv(program.c_str(), pointers.data());
    constexpr int could_not_exec = 127;
    _exit(could_not_exec);
}

/// Its exit status, or 128 and the signal that ended it. Process 1 reaps orphans by the way.
int run(const Words &arguments, int line, int said)
{
    const auto program = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "claims").string();
    const pid_t child = fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) become(program, arguments, line, said);
    int status = 0;
    for (pid_t ended = 0; ended != child;) {
        ended = waitpid(-1, &status, 0);
        if (ended < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    }
    constexpr int signalled = 128;
    return WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
}

/// Puts in the place of what the host needs for a birth how long the claims are to wait. What they are told besides
/// comes behind, and counts.
double take_slowness(Words &arguments)
{
    char *rest = nullptr;
    const double host_s = arguments.empty() ? 0 : std::strtod(arguments.front().c_str(), &rest);
    if (rest == nullptr || *rest != '\0')
        throw std::invalid_argument("the first argument is the host's time for a birth, in seconds");
    const double times = words::slowness(words::births().lasted_s, host_s);
    arguments.front() = "--timeout-factor=" + std::to_string(times);
    return times;
}

int run_and_send(Words arguments, int line)
{
    words::send_file(line, "slowness.txt", std::to_string(take_slowness(arguments)));
    const int said = nameless_file();
    const int status = run(arguments, line, said);
    words::send_file(line, "said.txt", contents(said));
    words::send_end(line, status);
    return status;
}

} // namespace

int main(int count, char **arguments)
{
    const bool alone = getpid() == 1 && std::filesystem::exists("/arguments");
    int line = STDOUT_FILENO;
    int status = EXIT_FAILURE;
    try {
        if (alone) {
            machine::prepare();
            line = machine::results_line();
        }
        status = run_and_send(alone ? lines_of("/arguments") : Words{arguments + 1, arguments + count}, line);
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "guest: %s\n", reason.what());
    }
    if (alone) machine::switch_off(line);
    return status;
}
