// One other kernel, booted: that it runs the claims, and what is said of one that cannot.

#include "house/scratch.hpp"
#include "kernels/child.hpp"
#include "kernels/store.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace house;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr auto row_name = "linux-6.1";

/// Runs the matrix of this tree on one claim, with these programs in the guest.
struct Boot {
    Scratch scratch;
    kernels::Ran ran;
    json row;

    explicit Boot(const std::vector<std::string> &what, const fs::path &programs = GUEST_PROGRAMS)
    {
        if (kernels::run({"qemu-system-x86_64", "--version"}).status != 0)
            SKIP("qemu-system-x86_64 is not installed, so no other kernel was booted: ci/setup --matrix installs it");
        std::vector<std::string> words{MATRIX_PROGRAM,     "--kernels",       SOURCE_TREE "/ci/kernels.json",
                                       "--programs",       programs.string(), "--output",
                                       scratch / "results"};
        words.insert(words.end(), what.begin(), what.end());
        words.insert(words.end(), {"--", "udp.restart.at-once"});
        ran = kernels::run(words);
        const auto file = json::parse(contents(scratch / "results" / "matrix.json"), nullptr, false);
        if (file.is_object()) row = file.at("rows").at(0);
        if (row.is_object() && row.at("attempts") == 0)
            SKIP("no kernel to boot: " << row.at("reason").get<std::string>());
    }
};

/// The kernel that the rows before have fetched, if any has.
std::optional<fs::path> cached_kernel()
{
    std::error_code none;
    for (const auto &entry : fs::directory_iterator(kernels::usual_store(), none)) {
        if (entry.path().filename().string().starts_with("linux-image-6.1")) return entry.path() / "vmlinux";
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("A kernel in a guest runs the claims, and they come out whole", "[.smoke]")
{
    const Boot boot({row_name});
    INFO(boot.ran.output << boot.ran.errors);
    CHECK(boot.ran.status == 0);
    REQUIRE(boot.row.is_object());
    CHECK(boot.row.at("status") == "complete");
    CHECK(boot.row.at("splats").empty());
    const auto results =
        json::parse(contents(boot.scratch / "results" / boot.row.at("folder").get<std::string>() / "results.json"));
    CHECK(results.at("complete") == true);
    CHECK(results.at("results").size() == 1);
    CHECK(results.at("platform").at("ran_in").get<std::string>().starts_with("QEMU "));
}

TEST_CASE("A kernel that panics at boot is broken, and its console says why", "[.smoke]")
{
    const Scratch programs;
    for (const auto *program : {"claims", "actor"})
        fs::copy_file(fs::path(GUEST_PROGRAMS) / program, programs / program);
    fs::copy_file(fs::path(GUEST_PROGRAMS) / "actor",
                  programs / "guest"); // which ends at once, as no first process may
    const Boot boot({row_name}, programs.path());
    INFO(boot.ran.output << boot.ran.errors);
    CHECK(boot.ran.status == 2);
    REQUIRE(boot.row.is_object());
    CHECK(boot.row.at("status") == "broken");
    CHECK(boot.row.at("attempts") == 2);
    REQUIRE(!boot.row.at("splats").empty());
    CHECK(boot.row.at("splats").front().get<std::string>().find("Attempted to kill init") != std::string::npos);
}

TEST_CASE("A kernel without its modules is run, and what is lacking named", "[.smoke]")
{
    const auto kernel = cached_kernel();
    if (!kernel) SKIP("no kernel is in the cache");
    const Boot boot({"--kernel", kernel->string()});
    INFO(boot.ran.output << boot.ran.errors);
    REQUIRE(boot.row.is_object());
    CHECK(boot.row.at("status") == "complete");
    CHECK(boot.row.at("folder") == "own");
    CHECK(boot.row.at("reason").get<std::string>().find("without the modules inet_diag") != std::string::npos);
}
