// The matrix in adversity: whatever is taken from it, it says so in a line, and the other rows complete.

#include "house/objection.hpp"
#include "house/places.hpp"
#include "house/scratch.hpp"
#include "kernels/attempt.hpp"
#include "kernels/child.hpp"
#include "kernels/image.hpp"
#include "kernels/initramfs.hpp"
#include "kernels/plan.hpp"
#include "kernels/unpack.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace house;
using kernels::Ran;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr auto claim = "udp.restart.at-once";

json host_row(const std::string &name) { return {{"name", name}, {"engine", "host"}}; }

/// A matrix of its own: rows, cache, results and programs lie in a scratch folder.
class Drill {
  public:
    explicit Drill(const json &rows, const std::vector<std::string> &sources = {})
    {
        write(scratch / "kernels.json", json{{"schema", 1}, {"sources", sources}, {"rows", rows}}.dump());
        fs::create_directories(scratch / "programs");
        for (const auto *program : {"guest", "claims", "actor"})
            fs::create_symlink(fs::path(places::guests) / program, scratch / "programs" / program);
    }

    /// A guest that is a shell script, which finds the true one as $GUEST.
    void guest_is(const std::string &script) const
    {
        const auto path = scratch / "programs" / "guest";
        fs::remove(path);
        write(path, "#!/bin/sh\nGUEST=" + std::string(places::guests) + "/guest\n" + script + "\n");
        fs::permissions(path, fs::perms::owner_all);
    }

    [[nodiscard]] std::vector<std::string> words(const std::vector<std::string> &more = {}) const
    {
        std::vector<std::string> all{places::matrix,       "--kernels", scratch / "kernels.json", "--programs",
                                     scratch / "programs", "--output",  scratch / "results",      "--cache",
                                     scratch / "cache"};
        all.insert(all.end(), more.begin(), more.end());
        all.insert(all.end(), {"--", claim});
        return all;
    }

    [[nodiscard]] Ran run(const std::vector<std::string> &more = {}) const { return kernels::run(words(more)); }

    [[nodiscard]] json row(const std::string &name) const
    {
        const auto file = json::parse(contents(scratch / "results" / "matrix.json"));
        CHECK(objection("matrix.schema.json", file).empty());
        for (const auto &one : file.at("rows")) {
            if (one.at("name") == name) return one;
        }
        throw std::runtime_error("no row " + name);
    }

    Scratch scratch;
};

bool holds(const json &row, const std::string &text)
{
    return row.at("reason").get<std::string>().find(text) != std::string::npos;
}

/// An archive of one package, as apt reads it, that promises these many bytes with this checksum.
std::vector<std::string> archive_of(const Scratch &scratch, const std::string &package, std::size_t size,
                                    const std::string &sha256)
{
    const auto folder = scratch / "archive";
    write(folder / "runsc.deb", package);
    write(folder / "Packages", "Package: runsc\nVersion: 0.0~20221219.0-1\nArchitecture: amd64\nMaintainer: nobody\n"
                               "Filename: ./runsc.deb\nSize: " +
                                   std::to_string(size) + "\nSHA256: " + sha256 + "\nDescription: none\n\n");
    return {"deb [trusted=yes] file:" + folder.string() + " ./"};
}

/// A matrix that runs for ever, for its guest does nothing but live.
class Hanging {
  public:
    explicit Hanging(const Drill &drill)
    {
        const auto pipe = drill.scratch / "alive";
        REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
        drill.guest_is("exec 9>" + pipe.string() + "; echo up >&9; exec tail -f /dev/null");
        const auto words = drill.words();
        std::vector<char *> pointers;
        pointers.reserve(words.size() + 1);
        for (const auto &word : words)
            pointers.push_back(const_cast<char *>(word.data()));
        pointers.push_back(nullptr);
        matrix_ = fork();
        if (matrix_ == 0) {
            freopen("/dev/null", "w", stdout);
            execv(pointers[0], pointers.data());
            _exit(127);
        }
        alive_.open(pipe);
        std::string word;
        alive_ >> word;
        REQUIRE(word == "up");
    }
    ~Hanging()
    {
        kill(matrix_, SIGKILL);
        waitpid(matrix_, nullptr, 0);
    }
    Hanging(const Hanging &) = delete;
    Hanging &operator=(const Hanging &) = delete;

    void send(int signal) const { kill(matrix_, signal); }
    /// Waits for it: the end of the file comes when nobody holds the other end any more.
    bool guest_is_gone()
    {
        std::string word;
        return !static_cast<bool>(alive_ >> word);
    }

  private:
    pid_t matrix_ = -1;
    std::ifstream alive_;
};

const json gvisor_row{{"name", "sandbox"}, {"engine", "gvisor"}, {"series", "0.0~20221219"}, {"platform", "ptrace"}};

} // namespace

TEST_CASE("A row that is the host completes", "[kernel]")
{
    const Drill drill(json::array({host_row("here")}));
    const auto ran = drill.run();
    INFO(ran.output << ran.errors);
    CHECK(ran.status == 0);
    const auto row = drill.row("here");
    CHECK(row.at("status") == "complete");
    CHECK(row.at("attempts") == 1);
    CHECK(row.at("not_run").empty());
    const auto folder = drill.scratch / "results" / row.at("folder").get<std::string>();
    for (const auto *file : {"results.json", "summary.md", "console.log"})
        CHECK(fs::exists(folder / file));
    CHECK(json::parse(contents(folder / "results.json")).at("complete") == true);
}

TEST_CASE("Without a network the row says so, and the others complete", "[kernel]")
{
    const Drill drill(json::array({gvisor_row, host_row("here")}), {"deb [trusted=yes] http://127.0.0.1:9/ ./"});
    const auto ran = drill.run();
    INFO(ran.output << ran.errors);
    CHECK(ran.status == 2);
    const auto row = drill.row("sandbox");
    CHECK(row.at("status") == "broken");
    CHECK(row.at("attempts") == 0);
    CHECK(holds(row, "127.0.0.1"));
    CHECK(row.at("not_run") == json::array({claim}));
    CHECK(drill.row("here").at("status") == "complete");
}

TEST_CASE("A package that is damaged or cut short is refused", "[kernel]")
{
    const Scratch lies;
    // The checksum of an empty file.
    constexpr auto other = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for (const std::size_t promised : {std::size_t{7}, std::size_t{70}}) {
        const Drill drill(json::array({gvisor_row, host_row("here")}), archive_of(lies, "package", promised, other));
        const auto ran = drill.run();
        INFO(ran.output << ran.errors);
        CHECK(ran.status == 2);
        const auto row = drill.row("sandbox");
        CHECK(row.at("attempts") == 0);
        CHECK((holds(row, "Hash Sum mismatch") || holds(row, "unexpected size")));
        CHECK(drill.row("here").at("status") == "complete");
        for (const auto &name : names_in(drill.scratch / "cache"))
            CHECK(name.find("runsc_") == std::string::npos);
    }
}

TEST_CASE("Without QEMU a row says what installs it", "[kernel]")
{
    const Drill drill(
        json::array({{{"name", "own"}, {"engine", "qemu"}, {"kernel", "/proc/self/exe"}}, host_row("here")}));
    auto words = drill.words();
    words.insert(words.begin(), {"/usr/bin/env", "PATH=/nowhere"});
    const auto ran = kernels::run(words);
    INFO(ran.output << ran.errors);
    CHECK(ran.status == 2);
    CHECK(holds(drill.row("own"), "qemu-system-x86_64 is not installed: ci/setup --matrix"));
    CHECK(drill.row("here").at("status") == "complete");
}

TEST_CASE("A guest that never speaks, or stops, is broken after a second attempt", "[kernel]")
{
    const Drill drill(json::array({host_row("first"), host_row("second")}));
    const auto tries = (drill.scratch / "tries").string();
    const auto twice = "mkdir -p " + tries + "; [ $(ls " + tries +
                       " | wc -l) -ge 2 ] && exec $GUEST \"$@\"; mktemp -p " + tries + " >/dev/null; ";
    SECTION("never")
    {
        drill.guest_is(twice + "exec tail -f /dev/null");
        const auto ran = drill.run({"-j", "1", "--patience", "2"});
        INFO(ran.output << ran.errors);
        CHECK(ran.status == 2);
        CHECK(holds(drill.row("first"), "said nothing for 2 s after its start"));
    }
    SECTION("in the middle")
    {
        drill.guest_is(twice + "$GUEST \"$@\" | head -c 1000; exec tail -f /dev/null");
        const auto ran = drill.run({"-j", "1", "--patience", "2"});
        INFO(ran.output << ran.errors);
        CHECK(ran.status == 2);
        CHECK(holds(drill.row("first"), "said nothing for 2 s"));
    }
    SECTION("by its death")
    {
        drill.guest_is(twice + "echo gone >&2; exit 3");
        const auto ran = drill.run({"-j", "1"});
        INFO(ran.output << ran.errors);
        CHECK(ran.status == 2);
        CHECK(holds(drill.row("first"), "ended without a word (status 3); its last words: gone"));
    }
    SECTION("by noise")
    {
        drill.guest_is(twice + "echo noise; exec tail -f /dev/null");
        const auto ran = drill.run({"-j", "1"});
        INFO(ran.output << ran.errors);
        CHECK(ran.status == 2);
        CHECK(holds(drill.row("first"), "damaged"));
    }
    CHECK(drill.row("first").at("attempts") == 2);
    CHECK(drill.row("first").at("not_run") == json::array({claim}));
    CHECK(drill.row("second").at("status") == "complete");
    CHECK(drill.row("second").at("not_run").empty());
}

TEST_CASE("On a full disk a row is broken, and says so", "[kernel]")
{
    const Drill drill(json::array({host_row("here")}));
    const FullDisk full(2500);
    const auto ran = drill.run();
    INFO(ran.output << ran.errors);
    CHECK(ran.status == 2);
    CHECK((ran.output + ran.errors).find("cannot write") != std::string::npos);
}

TEST_CASE("A splat on the console makes a row red that is complete otherwise", "[kernel]")
{
    const Drill drill(json::array({host_row("here")}));
    drill.guest_is("echo '[    1.0] WARNING: CPU: 0 PID: 1 at net/core/dev.c:1' >&2; exec $GUEST \"$@\"");
    const auto ran = drill.run();
    INFO(ran.output << ran.errors);
    CHECK(ran.status == 2);
    CHECK(drill.row("here").at("status") == "complete");
    CHECK(drill.row("here").at("splats").size() == 1);
}

TEST_CASE("A row that does not exist, or an unknown claim, starts nothing", "[kernel]")
{
    const Drill drill(json::array({host_row("here")}));
    CHECK(drill.run({"there"}).status == 64);
    auto words = drill.words();
    words.back() = "no.such.claim";
    CHECK(kernels::run(words).status == 64);
    CHECK(!fs::exists(drill.scratch / "results"));
}

TEST_CASE("A guest dies with the matrix, however that dies", "[kernel]")
{
    for (const int signal : {SIGINT, SIGKILL}) {
        const Drill drill(json::array({host_row("here")}));
        Hanging hanging(drill);
        hanging.send(signal);
        CHECK(hanging.guest_is_gone());
    }
}

TEST_CASE("A row with processes of its own keeps nothing of other rows open", "[kernel]")
{
    std::array<int, 2> line{};
    REQUIRE(pipe2(line.data(), O_CLOEXEC) == 0);
    kernels::Child beside({.words = {"sleep", "600"}, .own_processes = true});
    close(line[1]);
    pollfd end{.fd = line[0], .events = POLLIN, .revents = 0};
    constexpr int long_enough_ms = 60'000;
    CHECK(poll(&end, 1, long_enough_ms) == 1);
    CHECK((end.revents & POLLHUP) != 0);
    close(line[0]);
}

TEST_CASE("A row that is to have one processor has one of ours", "[kernel]")
{
    const auto processors_of = [](std::optional<unsigned> number) {
        kernels::Child row({.words = {"sh", "-c", "nproc >&3"}, .processor = number});
        CHECK(row.wait() == 0);
        std::array<char, 16> told{};
        CHECK(read(row.results(), told.data(), told.size() - 1) > 0);
        return std::stoi(told.data());
    };
    CHECK(processors_of(std::nullopt) >= 1);
    for (const unsigned number : {0U, 1U, 4711U})
        CHECK(processors_of(number) == 1);
}

TEST_CASE("Two runs do not write to one folder", "[kernel]")
{
    const Drill drill(json::array({host_row("here")}));
    {
        const Hanging hanging(drill);
        const auto ran = drill.run();
        INFO(ran.output << ran.errors);
        CHECK(ran.status == 64);
        CHECK(ran.errors.find("another run is writing to " + (drill.scratch / "results").string()) !=
              std::string::npos);
    }
    drill.guest_is("exec $GUEST \"$@\"");
    CHECK(drill.run().status == 0);
}

TEST_CASE("What a console says that no sound kernel does")
{
    CHECK(kernels::splats_in("[ 1.0] tsc: Unable to calibrate\r\n[ 2.0] reboot: Restarting system\r\n").empty());
    const auto found = kernels::splats_in("[ 1.0] BUG: kernel NULL pointer dereference\r\nfine\n"
                                          "[ 2.0] Kernel panic - not syncing: Attempted to kill init!\n"
                                          "[ 3.0] watchdog: BUG: soft lockup - CPU#0 stuck\n");
    CHECK(found.size() == 3);
    CHECK(found.front() == "[ 1.0] BUG: kernel NULL pointer dereference");
}

TEST_CASE("The plan of the matrix is read, or says what is wrong with it")
{
    const auto plan = kernels::read_plan(std::string(places::source_tree) + "/ci/kernels.json");
    CHECK(plan.rows.size() >= 13);
    CHECK(kernels::chosen(plan, {"linux-6.1"}).size() == 1);
    CHECK_THROWS_AS(kernels::chosen(plan, {"linux-9*"}), kernels::Senseless);
    const Scratch scratch;
    for (const auto *rows : {R"([{"name":"a","engine":"bochs","series":"6.1"}])", R"([{"name":"a","engine":"qemu"}])",
                             R"([{"name":"a","engine":"host","series":"6.1"}])",
                             R"([{"name":"a","engine":"host"},{"name":"a","engine":"host"}])",
                             R"([{"name":"a","engine":"host","serie":"6.1"}])", "7"}) {
        write(scratch / "rows.json", std::string(R"({"schema":1,"rows":)") + rows + "}");
        CHECK_THROWS_AS(kernels::read_plan(scratch / "rows.json"), kernels::Senseless);
    }
}

TEST_CASE("A kernel is taken out of its image, and nothing else for one")
{
    CHECK(kernels::uncompressed_kernel("\x7f"
                                       "ELF and so on") == "\x7f"
                                                           "ELF and so on");
    CHECK_THROWS_AS(kernels::uncompressed_kernel("MZ"), kernels::Unreadable);
    CHECK_THROWS_AS(kernels::uncompressed_kernel(std::string(4096, 'x')), kernels::Unreadable);
}

TEST_CASE("An initramfs is what cpio reads")
{
    const Scratch scratch;
    kernels::Initramfs archive;
    archive.add_folder("modules");
    archive.add("modules/0-a.ko", "module");
    archive.add("guest", "program", 0755);
    write(scratch / "archive", archive.text());
    const auto listed = kernels::run({"sh", "-c", "cpio -t --quiet <" + (scratch / "archive").string()});
    if (listed.status == 127) SKIP("no cpio here");
    CHECK(listed.output == "modules\nmodules/0-a.ko\nguest\n");
}
