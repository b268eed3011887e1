// A run that is killed leaves what it recorded readable, and nothing else.

#include "house/program.hpp"
#include "house/scratch.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <csignal>
#include <random>

#include <poll.h>
#include <sys/wait.h>

namespace {

namespace fs = std::filesystem;
using house::contents;

/// The actors that were started by this process, told by the argument that names their parent.
std::vector<std::string> actors_of(pid_t runner)
{
    const std::string mark = std::string("\0--parent\0", 10) + std::to_string(runner) + '\0';
    std::vector<std::string> found;
    for (const auto &entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        if (contents(entry.path() / "cmdline").find(mark) != std::string::npos) found.push_back(name);
    }
    return found;
}

/// Dying takes the kernel a moment: until there are none, or the time is up.
std::vector<std::string> actors_left(pid_t runner)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    auto left = actors_of(runner);
    while (!left.empty() && std::chrono::steady_clock::now() < deadline) {
        poll(nullptr, 0, 5);
        left = actors_of(runner);
    }
    return left;
}

void check_folder(const fs::path &folder)
{
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        INFO(entry.path());
        CHECK_FALSE(entry.path().filename().string().starts_with("."));
        if (entry.path().extension() == ".json") CHECK(nlohmann::json::accept(contents(entry.path())));
    }
}

} // namespace

TEST_CASE("A run killed at any moment leaves valid results and no process", "[kernel]")
{
    constexpr int kills = 25;
    constexpr int longest_life_ms = 1200;
    std::mt19937 random(std::random_device{}());
    const auto mounts = contents("/proc/self/mounts");
    for (int kill_number = 0; kill_number < kills; ++kill_number) {
        const house::Scratch folder;
        const pid_t runner = house::start({"--output", folder.path()});
        // How long it lives is what is tried here.
        const auto life = std::uniform_int_distribution(1, longest_life_ms)(random);
        poll(nullptr, 0, life);
        kill(runner, SIGKILL);
        int status = 0;
        waitpid(runner, &status, 0);
        INFO("killed after " << life << " ms");
        CHECK(actors_left(runner).empty());
        check_folder(folder.path());
    }
    CHECK(contents("/proc/self/mounts") == mounts);
}
