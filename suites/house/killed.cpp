// A run that is killed leaves what it recorded readable, and nothing else.

#include "house/program.hpp"
#include "house/scratch.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <sstream>

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

namespace {

struct Descendant {
    pid_t id;
    std::string born; ///< when, by the kernel's clock; an id may be given out again

    bool operator==(const Descendant &) const = default;
};

/// The processes below this one, however deep: the company, its actors, real servers and all that these have forked.
std::vector<Descendant> below(pid_t ancestor)
{
    std::multimap<pid_t, Descendant> children;
    for (const auto &entry : fs::directory_iterator("/proc")) {
        const auto stat = contents(entry.path() / "stat");
        const auto name_ends = stat.rfind(") ");
        if (name_ends == std::string::npos) continue;
        std::istringstream fields(stat.substr(name_ends + 2));
        std::string state;
        pid_t parent = 0;
        fields >> state >> parent;
        constexpr int until_birth = 17;
        std::string field;
        for (int skipped = 0; skipped <= until_birth; ++skipped)
            fields >> field;
        children.insert({parent, {.id = static_cast<pid_t>(std::stol(stat)), .born = field}});
    }
    std::vector<Descendant> found;
    const std::function<void(pid_t)> gather = [&](pid_t parent) {
        const auto [first, last] = children.equal_range(parent);
        for (auto child = first; child != last; ++child) {
            found.push_back(child->second);
            gather(child->second.id);
        }
    };
    gather(ancestor);
    return found;
}

/// Those that are still there when the time is up.
std::vector<Descendant> left_of(const std::vector<Descendant> &before)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (true) {
        std::vector<Descendant> left;
        const auto all = below(0);
        std::copy_if(before.begin(), before.end(), std::back_inserter(left),
                     [&](const auto &one) { return std::find(all.begin(), all.end(), one) != all.end(); });
        if (left.empty() || std::chrono::steady_clock::now() > deadline) return left;
        poll(nullptr, 0, 5);
    }
}

/// Shared memory of the machine's own that these have made: System V segments, by number.
std::vector<std::string> segments_of(const std::vector<Descendant> &makers)
{
    std::vector<std::string> found;
    std::istringstream lines(contents("/proc/sysvipc/shm"));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string number;
        std::string ignored; // key, mode, size
        pid_t maker = 0;
        fields >> ignored >> number >> ignored >> ignored >> maker;
        if (std::any_of(makers.begin(), makers.end(), [&](const auto &one) { return one.id == maker; }))
            found.push_back(number);
    }
    return found;
}

/// The names below a folder that real servers choose when it is not their own.
std::vector<std::string> names_of_servers(const fs::path &folder)
{
    std::vector<std::string> found;
    for (const auto &entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with("PostgreSQL") || name.starts_with(".s.PGSQL")) found.push_back(name);
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

TEST_CASE("A run killed while real servers play leaves no process and no file", "[kernel]")
{
    // The game server is one of ours: where it is not observed, no real server is.
    if (house::run({"field.game.same-world", "--quiet"}).status == 4) SKIP("no cells can be made here");
    constexpr int kills = 20;
    constexpr int longest_life_ms = 3000;
    std::mt19937 random(std::random_device{}());
    const auto mounts = contents("/proc/self/mounts");
    const auto shared = names_of_servers("/dev/shm");
    const auto temporary = names_of_servers("/tmp");
    std::size_t most = 0;
    for (int kill_number = 0; kill_number < kills; ++kill_number) {
        const pid_t runner = house::start({"field.*"});
        // How long it lives is what is tried here.
        const auto life = std::uniform_int_distribution(1, longest_life_ms)(random);
        poll(nullptr, 0, life);
        const auto before = below(runner);
        most = std::max(most, before.size());
        kill(runner, SIGKILL);
        int status = 0;
        waitpid(runner, &status, 0);
        INFO("killed after " << life << " ms, with " << before.size() << " processes below it");
        CHECK(left_of(before).empty());
        CHECK(actors_left(runner).empty());
        CHECK(segments_of(before).empty());
    }
    CHECK(names_of_servers("/dev/shm") == shared);
    CHECK(names_of_servers("/tmp") == temporary);
    CHECK(most > 3); // the company, a host, a cell and a server at least
    CHECK(contents("/proc/self/mounts") == mounts);
}

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
