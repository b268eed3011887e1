#include "house/program.hpp"

#include "house/places.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace house {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void become(const std::string &program, const std::vector<std::string> &arguments, int output)
{
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char *> pointers;
    for (auto &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execvp(program.c_str(), pointers.data());
    _exit(EXIT_FAILURE);
}

} // namespace

pid_t start(const std::vector<std::string> &arguments)
{
    const pid_t child = fork();
    if (child == 0) become(places::claims, arguments, open("/dev/null", O_WRONLY | O_CLOEXEC));
    return child;
}

Ran run(const std::vector<std::string> &arguments) { return run_program(places::claims, arguments); }

Ran run_program(const std::string &program, const std::vector<std::string> &arguments)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child == 0) become(program, arguments, ends[1]);
    close(ends[1]);
    Ran ran;
    std::array<char, 4096> buffer{};
    for (ssize_t length = 0; (length = read(ends[0], buffer.data(), buffer.size())) > 0;) {
        ran.output.append(buffer.data(), static_cast<std::size_t>(length));
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    constexpr int signalled = 128;
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
    return ran;
}

nlohmann::json results_below(const fs::path &folder)
{
    std::vector<fs::path> found;
    for (const auto &entry : fs::directory_iterator(folder)) {
        if (fs::exists(entry.path() / "results.json")) found.push_back(entry.path() / "results.json");
    }
    if (found.size() != 1) throw std::runtime_error(std::to_string(found.size()) + " results below " + folder.string());
    std::ifstream file(found.front());
    return nlohmann::json::parse(file);
}

} // namespace house
