// report-bench [CLAIMS PLATFORMS]: how large the report of so many made-up results is, and how long `report` takes to
// make it, results already in memory; and how long until the matrix answers in a browser, where there is one.

#include "bench/many_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using namespace suites::bench;

double seconds(const timeval &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

struct Spent {
    double clock = 0, processor = 0;
};

/// Runs it to its end, which must be this one.
Spent run(const std::vector<std::string> &command, std::initializer_list<int> ends = {0})
{
    std::vector<char *> words;
    for (const auto &word : command)
        words.push_back(const_cast<char *>(word.c_str())); // NOLINT: POSIX wants it so and writes nothing
    words.push_back(nullptr);
    const auto begun = std::chrono::steady_clock::now();
    pid_t child = 0;
    int status = -1;
    rusage usage{};
    if (posix_spawn(&child, words.front(), nullptr, nullptr, words.data(), environ) != 0 ||
        wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        std::find(ends.begin(), ends.end(), WEXITSTATUS(status)) == ends.end()) {
        fmt::print(stderr, "report-bench: {} does not come to its end\n", command.front());
        std::exit(2);
    }
    const std::chrono::duration<double> clock = std::chrono::steady_clock::now() - begun;
    return {.clock = clock.count(), .processor = seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

std::size_t number(const char *text)
{
    const auto value = std::strtoul(text, nullptr, 10);
    if (value > 0 && value <= 1000) return value;
    fmt::print(stderr, "report-bench: CLAIMS and PLATFORMS are numbers from 1 to 1000\n");
    std::exit(64);
}

int measure(const Many &many)
{
    const auto program = fs::read_symlink("/proc/self/exe").parent_path() / "report";
    std::string name = (fs::temp_directory_path() / "report-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        std::perror("report-bench");
        return 2;
    }
    const fs::path folder = name;
    std::vector<std::string> command{program};
    for (const auto &file : many_results(folder, many))
        command.push_back(file);
    command.insert(command.end(), {"-o", folder / "report"});
    run(command); // what is on disk is in memory afterwards
    constexpr int rounds = 5;
    std::vector<Spent> all;
    all.reserve(rounds);
    for (int round = 0; round < rounds; ++round)
        all.push_back(run(command));
    const auto least = *std::min_element(all.begin(), all.end(),
                                         [](const auto &one, const auto &other) { return one.clock < other.clock; });
    fmt::print("{} claims x {} platforms: report.html has {:.2f} MB; made in {:.2f} s ({:.2f} s of processors), the "
               "best of {}\n",
               many.claims, many.platforms, static_cast<double>(fs::file_size(folder / "report" / "report.html")) / 1e6,
               least.clock, least.processor, rounds);
    std::fflush(stdout);
    constexpr int no_browser = 4;
    run({BROWSER, "--time", folder / "report" / "report.html"}, {0, no_browser});
    fs::remove_all(folder);
    return 0;
}

} // namespace

int main(int count, char **arguments)
{
    try {
        Many many;
        if (count == 3) many = {.claims = number(arguments[1]), .platforms = number(arguments[2])};
        return measure(many);
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "report-bench: %s\n", reason.what());
        return 2;
    }
}
