// Each claim, played now, as a C program: it compiles without a warning and finds the kernel's answers again.

#include "house/program.hpp"
#include "house/scratch.hpp"
#include "record/reproducer.hpp"
#include "reprise/phrase.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>

#include <sys/wait.h>

namespace fs = std::filesystem;

namespace {

struct Done {
    int status = 0;
    std::string output;
};

Done shell(const std::string &command)
{
    Done done;
    FILE *const pipe = popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t length = 0; (length = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        done.output.append(buffer.data(), length);
    const int status = pclose(pipe);
    done.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return done;
}

/// Compiled as strictly as people do who read such things for a living, and run.
Done tried(const house::Scratch &folder, const std::string &program)
{
    house::write(folder / "reproducer.c", program);
    const auto base = (folder / "reproducer").string();
    const auto compiled = shell("gcc -Wall -Wextra -Werror -o " + base + " " + base + ".c");
    if (compiled.status != 0) return {.status = -1, .output = compiled.output};
    return shell("timeout 120 " + base);
}

std::vector<fs::path> evidence_below(const fs::path &folder)
{
    std::vector<fs::path> all;
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().parent_path().filename() == "evidence") all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
    return all;
}

/// Claims told in no plain C file although each of their verbs is, and the words they say so with.
const std::map<std::string, std::string> untold{
    {"tcp.balance.per-connection", "which of several listeners gets one connection is a hash's choice"},
};

/// Whether a verb is used that no plain C file can say; the generator's own list (helpers/reprise/phrase.cpp).
bool has_unsaid_verb(const judgement::Evidence &evidence)
{
    const auto all = reprise::unsaid_verbs();
    return std::any_of(evidence.transcript.begin(), evidence.transcript.end(), [&](const auto &one) {
        return std::any_of(all.begin(), all.end(), [&](const auto &verb) { return verb.verb == one.line.step.verb; });
    });
}

judgement::Evidence evidence_of(const std::string &claim)
{
    const house::Scratch folder;
    (void)house::run({"--quiet", "--output", folder.path(), claim});
    const auto files = evidence_below(folder.path());
    REQUIRE(files.size() == 1);
    return record::evidence_in(files.front());
}

words::Line &line_with(judgement::Evidence &evidence, const std::string &verb, const std::string &answer)
{
    const auto found = std::find_if(evidence.transcript.begin(), evidence.transcript.end(), [&](const auto &one) {
        return one.line.step.verb == verb && one.line.answer.text == answer;
    });
    REQUIRE(found != evidence.transcript.end());
    return found->line;
}

} // namespace

TEST_CASE("Every claim's reproducer compiles and finds what was recorded", "[kernel]")
{
    const house::Scratch folder;
    (void)house::run({"--quiet", "--output", folder.path()});
    const auto all = evidence_below(folder.path());
    REQUIRE(all.size() > 200);
    std::set<std::string> said_why;
    for (const auto &file : all) {
        const auto evidence = record::evidence_in(file);
        if (evidence.trial.findings.empty()) continue; // nothing of it can be tried here
        const auto acts = [](const auto &one) { return one.line.step.verb != "born"; };
        if (std::none_of(evidence.transcript.begin(), evidence.transcript.end(), acts))
            continue; // told by counts alone
        const house::Scratch place;
        const auto text = record::reproducer(evidence);
        const auto done = tried(place, text);
        INFO(evidence.trial.claim << "\n" << done.output);
        if (has_unsaid_verb(evidence)) {
            CHECK(done.output.find("SKIP: this cannot be told in a plain C file") != std::string::npos);
            CHECK(done.status == 4);
        } else if (const auto found = untold.find(evidence.trial.claim); found != untold.end()) {
            CHECK(done.output.find(found->second) != std::string::npos);
            CHECK(done.status == 4);
            said_why.insert(found->first);
        } else {
            CHECK(done.status == 0);
        }
    }
    CHECK(said_why.size() == untold.size());
}

TEST_CASE("A reproducer whose record says otherwise differs and names the step", "[kernel]")
{
    auto evidence = evidence_of("tcp.exclusive.second-listener");
    const house::Scratch place;
    REQUIRE(tried(place, record::reproducer(evidence)).status == 0);
    auto &line = line_with(evidence, "bind", "EADDRINUSE");
    line.answer.text = "EACCES";
    const auto done = tried(place, record::reproducer(evidence));
    INFO(done.output);
    CHECK(done.status == 1);
    CHECK(done.output.find(line.step.text() + ": EADDRINUSE, where EACCES was recorded") != std::string::npos);
}

TEST_CASE("A reproducer without the option that makes the difference differs", "[kernel]")
{
    auto evidence = evidence_of("udp.sharing.many-bind");
    const house::Scratch place;
    REQUIRE(tried(place, record::reproducer(evidence)).status == 0);
    auto &all = evidence.transcript;
    std::erase_if(all, [](const auto &one) { return one.line.step.verb == "set"; });
    evidence.trial.findings.clear();
    const auto done = tried(place, record::reproducer(evidence));
    INFO(done.output);
    CHECK(done.status == 1);
}
