// One other kernel, booted: that it runs the claims, and what is said of one that cannot.

#include "house/places.hpp"
#include "house/scratch.hpp"
#include "kernels/child.hpp"
#include "kernels/initramfs.hpp"
#include "kernels/store.hpp"
#include "kernels/unpack.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace house;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// Why no other kernel can be booted here; "" when one can.
std::string without_engine()
{
    constexpr std::string_view before = "version ";
    const auto asked = kernels::run({"qemu-system-x86_64", "--version"});
    const auto at = asked.output.find(before);
    if (asked.status != 0 || at == std::string::npos)
        return "qemu-system-x86_64 is not installed: ci/setup --matrix installs it";
    constexpr int reliable = 10; // 7.2 damages some kernels
    const auto version = std::strtol(asked.output.c_str() + at + before.size(), nullptr, 10);
    if (version >= reliable) return "";
    return "qemu-system-x86_64 is of version " + std::to_string(version) + ", and 10 is wanted: ci/setup --matrix";
}

/// A kernel that a run of the matrix has fetched, if any has; nothing is fetched for a test.
std::optional<fs::path> cached_kernel()
{
    std::vector<fs::path> all;
    std::error_code none;
    for (const auto &entry : fs::directory_iterator(kernels::usual_store(), none)) {
        if (entry.path().filename().string().starts_with("linux-image-")) all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
    if (all.empty()) return std::nullopt;
    return all.front();
}

/// Runs the matrix of this tree on one claim in that kernel.
class Boot {
  public:
    Boot()
    {
        if (const auto reason = without_engine(); !reason.empty()) SKIP("no other kernel was booted; " << reason);
        const auto kernel = cached_kernel();
        if (!kernel) SKIP("no other kernel was booted, for none is in the cache: ci/matrix linux-6.1 fetches one");
        kernel_ = *kernel;
        if (kernels::needs_libraries(kernels::text_of(fs::path(places::guests) / "guest")))
            SKIP("no other kernel was booted, for what was built needs libraries, as with the sanitizers");
        fs::create_directories(scratch / "programs");
        for (const auto *program : {"guest", "claims", "actor"})
            fs::create_symlink(fs::path(places::guests) / program, scratch / "programs" / program);
    }

    /// Its modules, by the names that packages give them.
    void with_modules() const
    {
        fs::create_directories(scratch / "modules");
        fs::copy_file(kernel_ / "modules.builtin", scratch / "modules" / "modules.builtin");
        for (const auto &entry : fs::directory_iterator(kernel_ / "modules")) {
            const auto numbered = entry.path().filename().string();
            fs::copy_file(entry.path(), scratch / "modules" / numbered.substr(numbered.find('-') + 1));
        }
    }

    /// Its first process is this program.
    void with_guest(const fs::path &program) const
    {
        fs::remove(scratch / "programs" / "guest");
        fs::create_symlink(program, scratch / "programs" / "guest");
    }

    void run()
    {
        std::vector<std::string> words{places::matrix, "--programs", scratch / "programs", "--output",
                                       scratch / "results", "--cache", scratch / "cache", "--kernels",
                                       std::string(places::source_tree) + "/ci/kernels.json", "--kernel",
                                       kernel_ / "vmlinux",
                                       // A machine that tests run on has other things to do.
                                       "--patience", "300"};
        if (fs::exists(scratch / "modules")) words.insert(words.end(), {"--modules", scratch / "modules"});
        words.insert(words.end(), {"--", "udp.restart.at-once"});
        ran = kernels::run(words);
        const auto file = json::parse(contents(scratch / "results" / "matrix.json"), nullptr, false);
        if (file.is_object()) row = file.at("rows").at(0);
    }

    Scratch scratch;
    kernels::Ran ran;
    json row;

  private:
    fs::path kernel_;
};

} // namespace

TEST_CASE("A kernel in a guest runs the claims, and they come out whole", "[kernel][smoke]")
{
    Boot boot;
    boot.with_modules();
    boot.run();
    INFO(boot.ran.output << boot.ran.errors);
    CHECK(boot.ran.status == 0);
    REQUIRE(boot.row.is_object());
    CHECK(boot.row.at("status") == "complete");
    CHECK(boot.row.at("splats").empty());
    CHECK(boot.row.at("slowness") >= 1);
    const auto results = json::parse(contents(boot.scratch / "results" / "own" / "results.json"));
    CHECK(results.at("complete") == true);
    CHECK(results.at("results").size() == 1);
    CHECK(results.at("platform").at("ran_in").get<std::string>().starts_with("QEMU "));
}

TEST_CASE("A kernel that panics at boot is broken, and its console says why", "[kernel][smoke]")
{
    Boot boot;
    boot.with_guest(fs::path(places::guests) / "actor"); // which ends at once, as none may
    boot.run();
    INFO(boot.ran.output << boot.ran.errors);
    CHECK(boot.ran.status == 2);
    REQUIRE(boot.row.is_object());
    CHECK(boot.row.at("status") == "broken");
    CHECK(boot.row.at("attempts") == 2);
    REQUIRE(!boot.row.at("splats").empty());
    CHECK(boot.row.at("splats").front().get<std::string>().find("Attempted to kill init") != std::string::npos);
}

TEST_CASE("A kernel without its modules is run, and what is lacking named", "[kernel][smoke]")
{
    Boot boot;
    boot.run();
    INFO(boot.ran.output << boot.ran.errors);
    REQUIRE(boot.row.is_object());
    CHECK(boot.row.at("status") == "complete");
    CHECK(boot.row.at("folder") == "own");
    CHECK(boot.row.at("reason").get<std::string>().find("without the modules inet_diag") != std::string::npos);
}

TEST_CASE("Programs that need libraries are refused before a guest is started with them", "[kernel][smoke]")
{
    Boot boot;
    boot.with_guest("/usr/bin/env");
    boot.run();
    INFO(boot.ran.output << boot.ran.errors);
    CHECK(boot.ran.status == 2);
    REQUIRE(boot.row.is_object());
    CHECK(boot.row.at("status") == "broken");
    CHECK(boot.row.at("attempts") == 0);
    CHECK(boot.row.at("reason").get<std::string>().find("is linked to shared libraries") != std::string::npos);
}
