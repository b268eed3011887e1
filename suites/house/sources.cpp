// The habits that a machine can look after: who includes whom, and what a suite must not know.

#include "house/source_tree.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <string>
#include <vector>

using house::chapters;
using house::Source;
using house::sources_in;

namespace {

using Complaints = std::vector<std::string>;

/// A part of the tree, and the rooms its files may include from. The first part that matches a file is its own.
struct Wall {
    std::string_view part;
    std::vector<std::string_view> open_to;
};

const std::vector<Wall> walls{
    {"helpers/words/", {"words"}},
    {"helpers/actor/", {"actor", "words"}},
    {"helpers/game/", {"game", "actor", "words"}},
    {"helpers/guest/", {"guest", "words"}},
    {"helpers/reprise/parts/", {""}}, // C, each file of which stands on others beside it
    {"helpers/reprise/", {"reprise", "words"}},
    {"helpers/", {"words"}},
    {"fixtures/said/", {"said"}},
    {"fixtures/platform/", {"platform", "words"}},
    {"fixtures/known/", {"known", "model", "platform", "words"}},
    {"fixtures/judgement/", {"judgement", "known", "said", "platform", "words"}},
    {"fixtures/record/", {"record", "judgement", "known", "said", "platform", "reprise", "words"}},
    {"fixtures/stage/", {"stage", "words"}},
    {"fixtures/model/", {"model", "words"}},
    {"ci/kernels/", {"kernels", "record", "words"}},
    {"ci/report/main.cpp", {"report", "record"}},
    {"ci/report/reproducers.cpp", {"report", "record", "reprise"}},
    {"ci/report/", {"report"}},
    {"suites/house/",
     {"house", "bench", "conflict", "kernels", "session", "", "judgement", "known", "model", "platform", "record",
      "report", "reprise", "said", "stage", "words"}},
    {"suites/conflict/", {"conflict", "", "known", "model", "platform", "stage", "words"}},
    {"suites/session/",
     {"session", "conflict", "", "judgement", "known", "model", "platform", "record", "said", "stage", "words"}},
    {"suites/bench/conflict/", {"bench", "conflict", "model", "platform", "stage", "words"}},
    {"suites/bench/", {"bench", "session", "judgement", "platform", "record", "said", "stage", "words"}},
    {"suites/main.cpp", {"session", "conflict", "", "judgement", "platform", "record"}},
    {"suites/claim.cpp", {"session", "", "judgement"}},
    {"suites/", {"", "conflict", "judgement", "model", "said", "stage", "words"}},
};

const Wall *wall_around(const Source &source)
{
    const auto path = source.path.generic_string();
    const auto found =
        std::find_if(walls.begin(), walls.end(), [&](const auto &wall) { return path.starts_with(wall.part); });
    return found == walls.end() ? nullptr : &*found;
}

/// "stage/host.hpp" is of the room stage; "claim.hpp" of none: it lies in suites/ itself.
std::string room(const std::string &include)
{
    const auto slash = include.find('/');
    return slash == std::string::npos ? "" : include.substr(0, slash);
}

Complaints crossings(const Source &source)
{
    const auto *wall = wall_around(source);
    if (wall == nullptr) return {source.path.string() + " lies in no room"};
    Complaints all;
    for (const auto &include : source.includes()) {
        const auto &open = wall->open_to;
        if (std::find(open.begin(), open.end(), room(include)) == open.end())
            all.push_back(source.path.string() + " includes " + include);
    }
    return all;
}

/// A word of another room's library, and the one part of the tree that may say it.
struct Library {
    const char *includes;
    std::vector<std::string_view> only_in;
};

const std::array libraries{
    Library{"#\\s*include\\s+<catch2/", {"suites/"}},
    Library{"#\\s*include\\s+<CLI/", {"suites/session/", "suites/bench/", "ci/"}},
    Library{"#\\s*include\\s+<boost/(process|asio)", {"fixtures/stage/company.cpp"}},
    Library{"#\\s*include\\s+<boost/", {"fixtures/", "suites/bench/ratio.cpp"}},
    Library{"#\\s*include\\s+<(nlohmann|fmt)/", {"fixtures/", "suites/", "ci/"}},
    Library{"#\\s*include\\s+<rapidjson/", {"suites/house/", "ci/report/json", "ci/report/fields"}},
};

Complaints foreign_libraries(const Source &source)
{
    Complaints all;
    const auto path = source.path.generic_string();
    for (const auto &[includes, only_in] : libraries) {
        const bool allowed =
            std::any_of(only_in.begin(), only_in.end(), [&](const auto part) { return path.starts_with(part); });
        if (!allowed && std::regex_search(source.text, std::regex("(^|\n)\\s*" + std::string(includes))))
            all.push_back(path + " uses a library of other rooms: " + includes);
    }
    return all;
}

std::optional<std::string> found_in(const std::string &text, const char *pattern, bool any_case = false)
{
    const auto how = any_case ? std::regex::ECMAScript | std::regex::icase : std::regex::ECMAScript;
    if (std::smatch found; std::regex_search(text, found, std::regex(pattern, how))) return found.str();
    return std::nullopt;
}

constexpr auto sleeping = "\\b(sleep|usleep|nanosleep|clock_nanosleep|sleep_for|sleep_until)\\s*\\(";
constexpr auto catch2 =
    "\\b(TEST_CASE\\w*|SCENARIO\\w*|SECTION|REQUIRE\\w*|CHECK\\w*|INFO|UNSCOPED_INFO|CAPTURE|FAIL\\w*|"
    "SKIP|SUCCEED|WARN|GENERATE\\w*)\\s*\\(";
constexpr auto platform_names = "gvisor|runsc|user.mode.linux|\\buml\\b|\\bwsl\\b|utsname|\\buname\\b|/proc/version|"
                                "kernel_release|is_linux";
constexpr auto asking_where = "\\bplatform\\s*::|\\b(getenv|uname)\\s*\\(|#\\s*if(def|ndef)?\\b";

Complaints complaints_about_chapter(const Source &source)
{
    Complaints all;
    const auto path = source.path.string();
    const auto code = source.code();
    if (const auto found = found_in(code, catch2)) all.push_back(path + " uses Catch2 beside CLAIM: " + *found);
    if (const auto found = found_in(code, sleeping)) all.push_back(path + " sleeps: " + *found);
    if (const auto found = found_in(source.text, platform_names, true)) {
        all.push_back(path + " names a platform: " + *found);
    }
    if (const auto found = found_in(code, asking_where)) all.push_back(path + " asks where it runs: " + *found);
    return all;
}

void tell(const Complaints &complaints)
{
    for (const auto &complaint : complaints)
        FAIL_CHECK(complaint);
}

std::vector<Source> all_sources()
{
    std::vector<Source> all;
    for (const auto *part : {"suites", "helpers", "fixtures", "ci"}) {
        for (auto &source : sources_in(part))
            all.push_back(std::move(source));
    }
    return all;
}

Source file(std::string path, std::string text) { return {.path = std::move(path), .text = std::move(text)}; }

} // namespace

TEST_CASE("Includes point one way through the rooms", "[sources]")
{
    for (const auto *part : {"suites", "helpers", "fixtures", "ci/report"}) {
        for (const auto &source : sources_in(part))
            tell(crossings(source));
    }
}

TEST_CASE("An include against the way is seen", "[sources]")
{
    CHECK(crossings(file("suites/tcp_restart.cpp", "#include \"claim.hpp\"\n#include \"stage/host.hpp\"\n")).empty());
    CHECK(crossings(file("suites/tcp_restart.cpp", "#include \"platform/platform.hpp\"\n")).size() == 1);
    CHECK(crossings(file("suites/tcp_restart.cpp", "#include \"known/known.hpp\"\n")).size() == 1);
    CHECK(crossings(file("suites/tcp_restart.cpp", "#include \"session/session.hpp\"\n")).size() == 1);
    CHECK(crossings(file("suites/trial.hpp", "  #  include \"record/row.hpp\"\n")).size() == 1);
    CHECK(crossings(file("fixtures/stage/host.cpp", "#include \"judgement/judge.hpp\"\n")).size() == 1);
    CHECK(crossings(file("fixtures/judgement/judge.cpp", "#include \"record/row.hpp\"\n")).size() == 1);
    CHECK(crossings(file("fixtures/said/ledger.hpp", "#include \"words/step.hpp\"\n")).size() == 1);
    CHECK(crossings(file("helpers/words/step.cpp", "#include \"actor/birth.hpp\"\n")).size() == 1);
    CHECK(crossings(file("fixtures/attic/box.cpp", "")).size() == 1);
}

TEST_CASE("Libraries stay in the rooms they were let into", "[sources]")
{
    for (const auto &source : all_sources())
        tell(foreign_libraries(source));
    CHECK(foreign_libraries(file("helpers/actor/main.cpp", "#include <catch2/catch_all.hpp>\n")).size() == 1);
    CHECK(foreign_libraries(file("fixtures/stage/host.cpp", "#include <boost/process.hpp>\n")).size() == 1);
    CHECK(foreign_libraries(file("helpers/actor/main.cpp", "#include <nlohmann/json.hpp>\n")).size() == 1);
}

TEST_CASE("A chapter has claims only and neither sleeps nor asks where it runs", "[sources]")
{
    const auto all = chapters();
    REQUIRE(!all.empty());
    for (const auto &chapter : all)
        tell(complaints_about_chapter(chapter));
}

// Nothing sleeps here: the sleeps below are words in texts that the lint reads, to show that it sees them, and that it
// passes over those in comments and strings.
TEST_CASE("A chapter that knows too much is seen", "[sources]")
{
    const auto complaints = [](const char *text) {
        return complaints_about_chapter(file("suites/tcp_restart.cpp", text)).size();
    };
    CHECK(complaints("CLAIM(\"a.b\", \"CHECK(this) or sleep(1).\") { trial.expect(\"SECTION(1)\", s).is(allowed); }") ==
          0);
    CHECK(complaints("// never REQUIRE(d) here\n/* sleep(1) */ int digits = 1'000'000;\n") == 0);
    CHECK(complaints("CHECK (one == other);") == 1);
    CHECK(complaints("REQUIRE_THROWS(deed());") == 1);
    CHECK(complaints("TEST_CASE(\"a test\") {}") == 1);
    CHECK(complaints("char quote = '\"'; std::this_thread::sleep_for(1s); char other = '\"';") == 1);
    CHECK(complaints("auto text = R\"(\"quoted)\"; usleep(5);") == 1);
    CHECK(complaints("// on gVisor this differs\n") == 1);
    CHECK(complaints("if (platform::probe(\"\").kernel.major > 5) {}") == 1);
    CHECK(complaints("#ifdef __x86_64__\n#endif\n") == 1);
}

TEST_CASE("Nothing of ours sleeps", "[sources]")
{
    for (const auto &source : all_sources()) {
        if (const auto found = found_in(source.code(), sleeping)) FAIL_CHECK(source.path << " sleeps: " << *found);
    }
}

TEST_CASE("No file is too long to live in", "[sources]")
{
    const auto all = all_sources();
    CHECK(all.size() > 80);
    for (const auto &source : all) {
        INFO(source.path);
        CHECK(source.lines() <= 400);
    }
}

TEST_CASE("A header opens by saying what it is and is included once", "[sources]")
{
    for (const auto &source : all_sources()) {
        if (source.path.extension() != ".hpp") continue;
        INFO(source.path);
        CHECK(source.text.starts_with("// "));
        CHECK(source.text.find("#pragma once") != std::string::npos);
    }
}
