// Evidence judged again, and one verdict for git bisect: what comes of them, and by which exit status it is told.

#include "house/program.hpp"
#include "house/scratch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace house;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr auto claim = "udp.restart.at-once";

/// A run of one claim, which left its results here.
struct Recorded {
    Scratch scratch;
    fs::path folder;

    Recorded()
    {
        const auto ran = run({"--quiet", "--output", scratch.path().string(), "--label", "here", claim});
        INFO(ran.output);
        REQUIRE(ran.status == 0);
        folder = scratch / "here";
    }

    [[nodiscard]] Ran judge() const { return run({"--judge", folder.string()}); }

    void change(const std::string &file, void (*how)(json &)) const
    {
        auto text = json::parse(contents(folder / file));
        how(text);
        write(folder / file, text.dump());
    }
};

const std::string evidence = std::string("evidence/") + claim + ".json";

} // namespace

TEST_CASE("Evidence that is judged again comes to what it came to", "[kernel]")
{
    const Recorded recorded;
    const auto before = json::parse(contents(recorded.folder / "results.json"));
    const auto ran = recorded.judge();
    INFO(ran.output);
    CHECK(ran.status == 0);
    const auto after = json::parse(contents(recorded.folder / "results.json"));
    CHECK(after == before);
}

TEST_CASE("Evidence of something else is a surprise when it is judged again", "[kernel]")
{
    const Recorded recorded;
    recorded.change(evidence, [](json &file) {
        for (auto &finding : file["findings"]) {
            if (finding["role"] == "expectation") finding["seen"] = "EADDRINUSE from bind";
        }
    });
    const auto ran = recorded.judge();
    INFO(ran.output);
    CHECK(ran.status == 1);
    CHECK(ran.output.find("1 surprises") != std::string::npos);
}

TEST_CASE("A run that was cut short stays so when it is judged again", "[kernel]")
{
    const Recorded recorded;
    recorded.change("results.json", [](json &file) { file["complete"] = false; });
    const auto ran = recorded.judge();
    INFO(ran.output);
    CHECK(ran.status == 2);
    CHECK(ran.output.find("incomplete") != std::string::npos);
}

TEST_CASE("What is no evidence is refused in a line", "[kernel]")
{
    const Recorded recorded;
    SECTION("a folder that is not there") { fs::remove_all(recorded.folder); }
    SECTION("results of another schema")
    {
        recorded.change("results.json", [](json &file) { file["schema"] = 999; });
    }
    SECTION("half a file") { write(recorded.folder / evidence, "{\"claim\": "); }
    const auto ran = recorded.judge();
    INFO(ran.output);
    CHECK(ran.status == 64);
    CHECK(ran.output.starts_with("claims: "));
}

TEST_CASE("Bisecting answers by exit status as git wants to hear it", "[kernel]")
{
    const auto status = [](const std::vector<std::string> &words) { return run(words).status; };
    CHECK(status({"bisect", claim}) == 0);
    CHECK(status({"bisect", claim, "--good", "fail"}) == 1);
    CHECK(status({"--ambient", "bisect", "isolation.no-conflict"}) == 125); // which takes a second network namespace
    CHECK(status({"bisect", "no.such.claim"}) == 64);
    CHECK(status({"bisect", "udp.*"}) == 64);
    CHECK(status({"bisect"}) == 64);
}
