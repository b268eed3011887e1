#include "record/folder.hpp"

#include "house/example.hpp"
#include "house/scratch.hpp"
#include "record/lock.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

using namespace house;
using judgement::Judged;
using judgement::Verdict;
using nlohmann::json;
using record::Folder;
using record::Occupied;
using record::Unwritable;

namespace {

const platform::Platform here = linux_of({6, 1, 140});

/// One trial more in the folder.
void keep(Folder &folder, const std::string &claim)
{
    const auto trial = evidence(claim);
    folder.keep(row(trial, Judged{.verdict = Verdict::fail, .surprise = true, .because = {"…"}, .sources = {}}), trial);
}

json results_in(const Scratch &scratch) { return json::parse(contents(scratch / "results.json")); }

std::vector<std::string> ids_in(const Scratch &scratch)
{
    std::vector<std::string> ids;
    const auto results = results_in(scratch);
    for (const auto &one : results["results"])
        ids.push_back(one["id"]);
    return ids;
}

template <typename Refusal, typename Deed> std::string complaint_of(Deed deed)
{
    try {
        deed();
    } catch (const Refusal &reason) {
        return reason.what();
    }
    return "";
}

} // namespace

TEST_CASE("A folder is valid before its first trial", "[record]")
{
    const Scratch scratch;
    const Folder folder(scratch.path(), here, 7);
    const auto results = results_in(scratch);
    CHECK(results["schema"] == record::results_schema);
    CHECK(results["complete"] == false);
    CHECK(results["seed"] == 7);
    CHECK(results["platform"]["label"] == "linux-6.1.140");
    CHECK(results["results"].empty());
}

TEST_CASE("Each trial leaves its evidence and transcript and stands in the results at once", "[record]")
{
    const Scratch scratch;
    Folder folder(scratch.path(), here, 7);
    keep(folder, "some.claim");
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"conflict", "evidence", "evidence/some.claim.json",
                                                               "results.json", "transcripts",
                                                               "transcripts/some.claim.txt"});
    CHECK(ids_in(scratch) == std::vector<std::string>{"some.claim"});
    CHECK(results_in(scratch)["results"][0]["evidence"] == "evidence/some.claim.json");
    CHECK(results_in(scratch)["complete"] == false);
    keep(folder, "another.claim");
    CHECK(ids_in(scratch).size() == 2);
    CHECK(results_in(scratch)["summary"]["surprises"] == 2);
    folder.finish();
    CHECK(results_in(scratch)["complete"] == true);
    CHECK(ids_in(scratch) == std::vector<std::string>{"another.claim", "some.claim"});
    CHECK(contents(scratch / "summary.md").starts_with("# Port sharing on linux-6.1.140\n"));
}

TEST_CASE("A trial that is kept again takes its own place", "[record]")
{
    const Scratch scratch;
    Folder folder(scratch.path(), here, 7);
    keep(folder, "some.claim");
    keep(folder, "some.claim");
    CHECK(ids_in(scratch) == std::vector<std::string>{"some.claim"});
}

TEST_CASE("Evidence in the folder reads back", "[record]")
{
    const Scratch scratch;
    Folder folder(scratch.path(), here, 7);
    keep(folder, "some.claim");
    const auto again = judgement::evidence_from(json::parse(contents(scratch / "evidence" / "some.claim.json")));
    CHECK(to_json(again) == to_json(evidence("some.claim")));
}

TEST_CASE("An answer that is no text is written down all the same", "[record]")
{
    const Scratch scratch;
    Folder folder(scratch.path(), here, 7);
    auto trial = evidence("some.claim");
    trial.transcript.back().line.answer.text = "got \xff\xfe";
    trial.trial.findings.back().seen.text = "got \xff\xfe";
    folder.keep(row(trial, Judged{}), trial);
    CHECK(ids_in(scratch) == std::vector<std::string>{"some.claim"});
    CHECK(json::parse(contents(scratch / "evidence" / "some.claim.json"))["claim"] == "some.claim");
}

TEST_CASE("What an earlier run left is removed and nothing else", "[record]")
{
    const Scratch scratch;
    {
        Folder folder(scratch.path(), here, 7);
        keep(folder, "stale.claim");
        folder.finish();
    }
    // What a run leaves that was killed where the file system has no nameless files.
    write(scratch / ".results.json.4711", "{");
    write(scratch / "evidence" / ".stale.claim.json.4711", "{");
    write(scratch / "transcripts" / ".stale.claim.txt.4711", "PA");
    const std::vector<std::string> foreign{".gitignore", "evidence/.gitignore", "evidence/notes.md", "notes.json",
                                           "transcripts/photo.png"};
    for (const auto &name : foreign)
        write(scratch / name, "somebody's own");

    const Folder folder(scratch.path(), here, 8);
    std::vector<std::string> expected{"conflict", "evidence", "results.json", "transcripts"};
    expected.insert(expected.end(), foreign.begin(), foreign.end());
    std::sort(expected.begin(), expected.end());
    CHECK(names_in(scratch.path()) == expected);
    CHECK(results_in(scratch)["results"].empty());
    CHECK(results_in(scratch)["seed"] == 8);
}

TEST_CASE("Results of another schema are not written over", "[record]")
{
    for (const auto *before :
         {R"({"schema": 0, "results": []})", R"({"schema": 2})", R"({"results": []})", "[]", "", "not JSON at all"}) {
        INFO(before);
        const Scratch scratch;
        write(scratch / "results.json", before);
        write(scratch / "evidence" / "some.claim.json", "evidence of another schema");
        const auto complaint = complaint_of<Occupied>([&] { Folder(scratch.path(), here, 7); });
        CHECK(complaint.starts_with((scratch / "results.json").string() + " has schema "));
        CHECK(complaint.ends_with("and this program writes schema 1: name another folder, or remove it"));
        CHECK(contents(scratch / "results.json") == before);
        CHECK(contents(scratch / "evidence" / "some.claim.json") == "evidence of another schema");
    }
}

TEST_CASE("A folder is free when its run is over, also where a process started beside it has the descriptor",
          "[record]")
{
    const Scratch scratch;
    std::optional<record::Lock> alone(std::in_place, scratch.path());
    std::array<int, 2> hold{};
    REQUIRE(pipe(hold.data()) == 0);
    const pid_t other = fork();
    if (other == 0) {
        close(hold[1]);
        char none = 0;
        _exit(static_cast<int>(read(hold[0], &none, 1))); // when the test lets go
    }
    close(hold[0]);
    CHECK_THROWS_AS(record::Lock(scratch.path()), Occupied);
    alone.reset();
    CHECK_NOTHROW(record::Lock(scratch.path()));
    close(hold[1]);
    CHECK(waitpid(other, nullptr, 0) == other);
}

TEST_CASE("A folder that cannot be made says so", "[record]")
{
    const Scratch scratch;
    write(scratch / "file", "");
    for (const auto &path : {scratch / "file", scratch / "file" / "results", std::filesystem::path("/proc/results")}) {
        INFO(path);
        CHECK(complaint_of<Unwritable>([&] {
                  Folder(path, here, 7);
              }).starts_with("cannot write to " + path.string() + ": "));
    }
    write(scratch / "results" / "evidence", "a file where a folder should be");
    CHECK(!complaint_of<Unwritable>([&] { Folder(scratch / "results", here, 7); }).empty());
}

TEST_CASE("A disk that is full keeps what an earlier run left", "[record]")
{
    const Scratch scratch;
    {
        Folder folder(scratch.path(), here, 7);
        keep(folder, "some.claim");
        folder.finish();
    }
    const auto names = names_in(scratch.path());
    const auto results = contents(scratch / "results.json");
    std::string complaint;
    {
        const FullDisk full(16);
        complaint = complaint_of<Unwritable>([&] { Folder(scratch.path(), here, 8); });
    }
    CHECK(complaint == "cannot write " + (scratch / "results.json").string() + ": File too large");
    CHECK(names_in(scratch.path()) == names);
    CHECK(contents(scratch / "results.json") == results);
}

TEST_CASE("A disk that fills up during a run keeps the trials before", "[record]")
{
    const Scratch scratch;
    Folder folder(scratch.path(), here, 7);
    keep(folder, "some.claim");
    const auto results = contents(scratch / "results.json");
    std::string complaint;
    {
        const FullDisk full(16);
        complaint = complaint_of<Unwritable>([&] { keep(folder, "another.claim"); });
    }
    CHECK(!complaint.empty());
    CHECK(contents(scratch / "results.json") == results);
    keep(folder, "another.claim");
    CHECK(ids_in(scratch).size() == 2);
}
