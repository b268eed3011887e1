// A real program in its cell: what it is given, what it can do, and that nothing of it stays.

#include "stage/daemon.hpp"

#include "house/scratch.hpp"
#include "house/troupe.hpp"
#include "platform/platform.hpp"
#include "stage/host.hpp"
#include "stage/performance.hpp"
#include "stage/requests.hpp"
#include "words/feature.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <filesystem>

#include <sched.h>
#include <unistd.h>

using stage::uid;

namespace {

namespace fs = std::filesystem;

/// A host with a shell for a server, which every machine has.
struct Scene {
    stage::Troupe troupe = house::ambient_troupe();
    std::shared_ptr<stage::Performance> performance;

    explicit Scene(std::vector<std::string> actor_arguments = {})
    {
        troupe.actor_arguments = std::move(actor_arguments);
        troupe.private_hosts = true;
        troupe.finds = [](std::string_view) {
            return stage::Found{.file = "/bin/sh", .unpacked = {}, .asked_for_version = {"sh", "-c", "pwd"}};
        };
        performance = std::make_shared<stage::Performance>(troupe);
    }
    [[nodiscard]] stage::Host host() const { return {performance, "host"}; }
};

/// Every process of the machine that has this word in its command line.
std::vector<std::string> with_word(const std::string &word)
{
    std::vector<std::string> found;
    for (const auto &entry : fs::directory_iterator("/proc")) {
        if (house::contents(entry.path() / "cmdline").find(word) != std::string::npos)
            found.push_back(entry.path().filename());
    }
    return found;
}

/// This process takes turns on one processor, as the runner does, until the end of the scope.
class TakingTurns {
  public:
    TakingTurns()
    {
        sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t mask;
        std::memset(&mask, -1, sizeof mask);
        sched_setaffinity(0, sizeof mask, &mask);
        sched_getaffinity(0, sizeof mask, &mask);
        processors_ = CPU_COUNT(&mask);
        CPU_ZERO(&mask);
        CPU_SET(sched_getcpu(), &mask);
        sched_setaffinity(0, sizeof mask, &mask);
        is_scheduled(SCHED_BATCH);
    }
    TakingTurns(const TakingTurns &) = delete;
    TakingTurns &operator=(const TakingTurns &) = delete;
    ~TakingTurns()
    {
        is_scheduled(SCHED_OTHER);
        sched_setaffinity(0, sizeof before_, &before_);
    }
    /// How many there would be.
    [[nodiscard]] int processors() const { return processors_; }
    /// Whether the kernel did what it was told.
    [[nodiscard]] static bool is_so()
    {
        cpu_set_t mask{};
        return sched_getaffinity(0, sizeof mask, &mask) == 0 && CPU_COUNT(&mask) == 1 &&
               sched_getscheduler(0) == SCHED_BATCH;
    }

  private:
    static void is_scheduled(int policy)
    {
        const sched_param no_priority{};
        sched_setscheduler(0, policy, &no_priority);
    }
    cpu_set_t before_{};
    int processors_ = 0;
};

bool may_make_cells()
{
    const auto here = platform::probe("");
    return here.lacks(words::feature::cells) == nullptr && here.lacks(words::feature::private_hosts) == nullptr;
}

} // namespace

TEST_CASE("A daemon has a folder of its own and can write to nothing else", "[kernel]")
{
    if (!may_make_cells()) SKIP("no cells can be made here");
    const Scene scene;
    const auto daemon = scene.host().daemon("shell");
    CHECK(daemon.version() == "/tmp");
    CHECK(scene.performance->programs.at("shell") == "/tmp");
    daemon.has_file("script", "echo here > /tmp/made\n  echo there  >  /usr/made\n");
    CHECK(daemon.runs({"sh", "/tmp/script"}).find("ead-only file system") != std::string::npos);
    CHECK(daemon.last_line("/tmp/made") == "here");
    CHECK(daemon.last_line("/tmp/script") == "echo there > /usr/made");
    CHECK(!fs::exists("/tmp/made"));
    CHECK(!fs::exists("/usr/made"));
}

TEST_CASE("A daemon's program may be another user's, in a folder of that user", "[kernel]")
{
    if (!may_make_cells()) SKIP("no cells can be made here");
    const Scene scene;
    const auto daemon = scene.host().daemon("shell");
    daemon.has_folder("data", uid(33));
    daemon.has_file("script", "echo $(id -u) > /tmp/data/made");
    CHECK(daemon.runs({"sh", "/tmp/script"}, uid(33)) == "exit 0");
    CHECK(daemon.last_line("/tmp/data/made") == "33");
    CHECK(daemon.runs({"sh", "/tmp/script"}, uid(34)).starts_with("exit "));
}

TEST_CASE("A daemon has every processor and the usual scheduling, whatever its actors have", "[kernel]")
{
    if (!may_make_cells()) SKIP("no cells can be made here");
    const TakingTurns here;
    REQUIRE(TakingTurns::is_so());
    const Scene scene({"--patience", "2001"}); // a company of its own, which is born here
    const auto daemon = scene.host().daemon("shell");
    daemon.has_file("script", "echo $(cut -d ' ' -f 41 /proc/self/stat), $(nproc)"); // proc_pid_stat(5): the policy
    CHECK(daemon.says({"sh", "/tmp/script"}) == fmt::format("{}, {}", SCHED_OTHER, here.processors()));
}

TEST_CASE("What cannot be started or has ended is told with its last words", "[kernel]")
{
    if (!may_make_cells()) SKIP("no cells can be made here");
    const Scene scene;
    const auto daemon = scene.host().daemon("shell");
    CHECK(daemon.runs({"no-such-program"}) == "ENOENT from starting no-such-program");
    CHECK_THROWS_AS(daemon.starts({"no-such-program"}), stage::Unmet);
    daemon.has_file("script", "echo I am not configured\n exit 3");
    (void)daemon.starts({"sh", "/tmp/script"});
    CHECK(daemon.comes_to_listen(stage::tcp4, "0.0.0.0:80", 1) == "exit 3: I am not configured");
    CHECK_THROWS_AS(daemon.listens(stage::tcp4, "0.0.0.0:80", 1), stage::Unmet);
}

TEST_CASE("With a daemon end all of its processes, also those that left it", "[kernel]")
{
    if (!may_make_cells()) SKIP("no cells can be made here");
    const Scene scene;
    const std::string mark = "98765" + std::to_string(getpid());
    {
        const auto daemon = scene.host().daemon("shell");
        daemon.has_file("script", "setsid sleep " + mark + " &\n exec sleep 1" + mark);
        (void)daemon.starts({"sh", "/tmp/script"});
        daemon.comes_to_have(2, mark);
        CHECK(with_word(mark).size() == 2);
        const auto both = daemon.processes("sleep");
        REQUIRE(both.size() == 2);
        daemon.signals(both.front(), SIGSTOP); // who is stopped ends as well
    }
    CHECK(with_word(mark).empty());
}

TEST_CASE("Requests are told by what became of each", "[stage]")
{
    const stage::Answers all("refused 0 reset 2 ended 0 silent 1 answered 3:5 17:6");
    CHECK(all.fates() == "answered and reset and silent");
    CHECK(all.count_of("answered") == 11);
    CHECK(all.count_of("refused") == 0);
    CHECK(all.by_server().back() == std::pair<std::string, std::uint64_t>("17", 6));
    CHECK(stage::Answers("refused 0 reset 0 ended 0 silent 0 answered").fates() == "nothing");
    CHECK_THROWS_AS(stage::Answers("nonsense"), stage::Fault);
    CHECK_THROWS_AS(stage::Answers("refused 0 reset 0 ended 0 silent 0 answered 3"), stage::Fault);
}
