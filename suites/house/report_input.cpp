// Results that are cut off, old, or written by somebody who means harm: they are refused in a line, or told as text.

#include "house/places.hpp"
#include "house/program.hpp"
#include "house/runs.hpp"
#include "report/encoded.hpp"
#include "report/fields.hpp"
#include "report/gather.hpp"
#include "report/html/page.hpp"
#include "report/junit.hpp"
#include "report/ktap.hpp"
#include "report/markdown.hpp"
#include "report/markup.hpp"
#include "report/reproducers.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include <sys/stat.h>

using namespace house;
using nlohmann::json;

namespace {

/// What `report` complains of; its folder must not even have been made.
std::string complaint(const Runs &runs, const std::filesystem::path &file)
{
    const auto ran = run_program(places::report, {file, "-o", runs / "report"});
    CHECK(ran.status == 2);
    CHECK(std::count(ran.output.begin(), ran.output.end(), '\n') == 1);
    CHECK(!std::filesystem::exists(runs / "report"));
    return ran.output;
}

std::string complaint(const std::function<void(json &)> &damage)
{
    const Runs runs;
    rewrite(runs.files().front(), damage);
    return complaint(runs, runs.files().front());
}

bool says(const std::string &text, const std::string &words) { return text.find(words) != std::string::npos; }

constexpr auto harm = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&]]>\n# not ok\x01|`";

/// Every text of the file, but those that say what kind of thing it is.
void poison(json &value, const std::string &name = "")
{
    const std::vector<std::string> kinds{"id",         "verdict", "label", "kernel", "kind",  "evidence",
                                         "statements", "claim",   "role",  "holder", "asker", "folder"};
    if (std::find(kinds.begin(), kinds.end(), name) != kinds.end()) return;
    if (value.is_string()) value = harm;
    if (!value.is_structured()) return;
    for (const auto &[key, inner] : value.items())
        poison(inner, value.is_object() ? key : "");
}

std::size_t count(const std::string &text, const std::string &words)
{
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(words, at)) != std::string::npos; at += words.size())
        ++found;
    return found;
}

} // namespace

TEST_CASE("Results that cannot be read are refused in one line", "[report]")
{
    const Runs runs;
    const auto file = runs / "damaged.json";
    const auto whole = contents(runs.files().front());
    write(file, "");
    CHECK(says(complaint(runs, file), "empty"));
    write(file, whole.substr(0, whole.size() / 2));
    CHECK(says(complaint(runs, file), "no JSON"));
    write(file, "[1, 2]");
    CHECK(says(complaint(runs, file), "is no object"));
    write(file, "{\"schema\": NaN}");
    CHECK(says(complaint(runs, file), "no JSON"));
    write(file, "{\"schema\": 1e999}");
    CHECK(says(complaint(runs, file), "no JSON"));
    write(file, std::string(100'000, '['));
    CHECK(says(complaint(runs, file), "no JSON"));
    write(file, "{\"schema\": \"\xff\"}");
    CHECK(says(complaint(runs, file), "no JSON"));
    CHECK(says(complaint(runs, runs / "nowhere.json"), "no such file"));
    REQUIRE(mkfifo((runs / "pipe").c_str(), 0600) == 0);
    CHECK(says(complaint(runs, runs / "pipe"), "no regular file"));
}

TEST_CASE("Results of another schema are refused with a word on what to do", "[report]")
{
    CHECK(says(complaint([](json &file) { file["schema"] = 0; }),
               "schema 0, and this program reads schema 1: run the claims again"));
    CHECK(says(complaint([](json &file) { file["schema"] = "1"; }), "has no whole number 'schema'"));
}

TEST_CASE("Results that contradict themselves are refused", "[report]")
{
    CHECK(says(complaint([](json &file) { file["results"].push_back(file["results"][0]); }), "stands in it twice"));
    CHECK(says(complaint([](json &file) { file["results"][0]["platform"] = "linux-9.9.9"; }), "none of its platforms"));
    CHECK(says(complaint([](json &file) { file["results"][0]["id"] = "../x y"; }), "is no id"));
    CHECK(says(complaint([](json &file) { file["platform"]["label"] = "x\" onclick=\"alert(1)"; }), "is no id"));
    CHECK(says(complaint([](json &file) { file["results"][0]["verdict"] = "excellent"; }), "not one of"));
    CHECK(says(complaint([](json &file) { file["results"][0]["evidence"] = "/etc/passwd"; }), "outside"));
    CHECK(
        says(complaint([](json &file) { file["results"][0].erase("sentence"); }), "results[0] has no text 'sentence'"));
    CHECK(says(complaint([](json &file) { file["results"][0]["trials"] = -1; }), "no whole number 'trials'"));
}

TEST_CASE("Evidence that cannot be used is told of, and the verdict stands", "[report]")
{
    const Runs runs;
    const auto file = runs / "linux-6.1.140" / "evidence" / "udp.sharing.hash.json";
    for (const auto *damage : {"", "{", "{\"schema\": 1}", "{\"schema\": 9}"}) {
        write(file, damage);
        const auto gathered = report::gather({runs.files().front()});
        const auto &cell = *gathered.claim("udp.sharing.hash")->cells.front();
        CHECK(cell.outcome == report::Outcome::fail);
        CHECK(cell.trial == nullptr);
        CHECK(!cell.no_trial.empty());
        CHECK(says(report::html::page(gathered), "No evidence at hand"));
    }
}

TEST_CASE("A matrix of conflicts that cannot be used is told of, and all else stands", "[report]")
{
    const auto told = [](const std::function<void(json &)> &damage) {
        const Runs runs;
        rewrite(runs.files().front().parent_path() / "conflict.json", damage);
        const auto gathered = report::gather(runs.files());
        CHECK(gathered.platforms.front().conflicts == nullptr);
        CHECK(gathered.platforms.back().conflicts != nullptr);
        REQUIRE(gathered.unread.size() == 1);
        CHECK(says(report::html::page(gathered), "Lies beside the results and cannot be read"));
        return gathered.unread.front();
    };
    CHECK(says(told([](json &file) { file["schema"] = 0; }), "schema 0, and this program reads schema 1"));
    CHECK(says(told([](json &file) { file["slices"].push_back(file["slices"][0]); }), "stands in it twice"));
    CHECK(says(told([](json &file) { file["slices"][0]["table"].push_back(file["slices"][0]["table"][0]); }), "twice"));
    CHECK(says(told([](json &file) { file["slices"][0]["table"][0]["asker"] = "all"; }), "no options 'asker'"));
    CHECK(says(told([](json &file) { file["slices"][0]["id"] = "\" onclick=\""; }), "is no id"));
    CHECK(says(told([](json &file) { file["slices"][0]["cells"] = nullptr; }), "no whole number 'cells'"));
    CHECK(says(told([](json &file) { file["pages"] = 7; }), "no object 'pages'"));
    CHECK(says(told([](json &file) { file = json::array(); }), "is no object"));
}

TEST_CASE("Whatever lies beside results may be empty, cut off or no file at all", "[report]")
{
    for (const auto *name : {"linux-6.1.140/conflict.json", "matrix.json"}) {
        for (const auto *text : {"", "{\"schema\": ", "{\"schema\": NaN}"}) {
            const Runs runs;
            write(runs / name, text);
            CHECK(report::gather(runs.files()).unread.size() == 1);
        }
        const Runs runs;
        std::filesystem::remove(runs / name);
        REQUIRE(mkfifo((runs / name).c_str(), 0600) == 0);
        CHECK(report::gather(runs.files()).unread.size() == 1);
        std::filesystem::remove(runs / name);
        CHECK(report::gather(runs.files()).unread.empty());
    }
    const Runs runs;
    rewrite(runs / "matrix.json", [](json &file) { file["rows"][0]["attempts"] = -1; });
    CHECK(says(report::gather(runs.files()).unread.front(), "no whole number 'attempts'"));
}

TEST_CASE("A transcript that means harm harms no reproducer", "[report]")
{
    const Runs runs;
    const auto evidence = runs / "linux-6.1.140" / "evidence" / "tcp.restart.reuseaddr.json";
    const auto program = [&] {
        return report::reproducers(report::gather({runs.files().front()}))
            .at({"tcp.restart.reuseaddr", "linux-6.1.140"});
    };
    rewrite(evidence, [](json &file) { file["sentence"] = "*/ #include \"/etc/passwd\" /*"; });
    CHECK(count(program().text, "*/ #include") == 0);
    rewrite(evidence, [](json &file) { file["transcript"][2]["line"] = "heir bind s1 \");system(\"id = ok"; });
    CHECK(count(program().text, "\");system(\"id") == 0);
    rewrite(evidence, [](json &file) { file["transcript"][2]["line"] = "no line of a transcript"; });
    CHECK(program().text.empty());
    CHECK(!program().none.empty());
    rewrite(evidence, [](json &file) {
        file["transcript"][2]["line"] = "heir bind s1 0.0.0.0:80 = ok";
        file["sentence"] = std::string(1'000'000, 'x');
    });
    CHECK(program().text.empty());
    CHECK(says(program().none, "too long"));
}

TEST_CASE("Markup in any text stays text in every form", "[report]")
{
    const Runs runs;
    for (const auto &file : runs.files()) {
        rewrite(file, [](json &results) { poison(results); });
        for (const auto &entry : std::filesystem::directory_iterator(file.parent_path() / "evidence"))
            rewrite(entry.path(), [](json &evidence) { poison(evidence); });
    }
    rewrite(runs / "linux-6.1.140" / "catalogue.json", [](json &catalogue) { poison(catalogue); });
    rewrite(runs / "matrix.json", [](json &rows) { poison(rows); });
    for (const auto &file : runs.files())
        rewrite(file.parent_path() / "conflict.json", [](json &conflicts) { poison(conflicts); });
    const auto gathered = report::gather(runs.files());
    CHECK(gathered.unread.empty());
    const auto page = report::html::page(gathered, report::reproducers(gathered));
    constexpr std::size_t ours = 6;
    CHECK(count(page, "<script") == ours);
    CHECK(count(page, "</script>") == ours);
    CHECK(!says(page, "<img"));
    CHECK(!says(page, "\x01"));
    CHECK(says(page, "&lt;img src=x"));
    const auto junit = report::junit(gathered);
    CHECK(!says(junit, "<img"));
    CHECK(!says(junit, "\x01"));
    const auto markdown = report::markdown(gathered, std::nullopt, 60'000);
    CHECK(!says(markdown, "<img"));
    const auto ktap = report::ktap(gathered);
    CHECK(!says(ktap, "\n# not ok"));
    if (run_program("xmllint", {"--version"}).status == 0) {
        write(runs / "junit.xml", junit);
        CHECK(run_program("xmllint", {"--noout", runs / "junit.xml"}).status == 0);
    }
}

TEST_CASE("A text of a million characters does not make a page of them", "[report]")
{
    const Runs runs;
    rewrite(runs.files().front(), [](json &file) {
        for (auto &row : file["results"]) {
            for (const auto *name : {"sentence", "seen", "because"})
                row[name] = std::string(1'000'000, 'x');
        }
    });
    const auto gathered = report::gather(runs.files());
    CHECK(report::html::page(gathered).size() < 4'000'000);
    CHECK(report::markdown(gathered, std::nullopt, 60'000).size() <= 60'000);
    CHECK(report::ktap(gathered).size() < 100'000);
}

TEST_CASE("Text is cut between characters, and what no document may hold is replaced", "[report]")
{
    using report::Markup;
    CHECK(Markup::text("a<b>&\"'").written() == "a&lt;b&gt;&amp;&quot;&#39;");
    CHECK(Markup::text("a\x01\x7f\xC2\x85z\n").written() == "a\uFFFD\uFFFD\uFFFDz\n");
    // NOLINTNEXTLINE(misc-misleading-bidirectional): it is what is to be replaced
    CHECK(Markup::text("a\u202Eb\u2066c\uFFFFd\u00e4").written() == "a\uFFFDb\uFFFDc\uFFFDd\u00e4");
    CHECK(Markup::text("a\xED\xB0\x80z\u00fc").written() == "a\uFFFDz\u00fc");
    std::string umlauts;
    for (int i = 0; i < 30'000; ++i)
        umlauts += "\u00e4";
    CHECK(Markup::text(umlauts).written().ends_with("\u00e4 \u2026 (40000 bytes more)"));
}

TEST_CASE("Two runs on one version stand side by side", "[report]")
{
    const Runs runs;
    rewrite(runs.files().back(), [](json &file) { file["platform"]["label"] = "linux-6.1.140"; });
    const auto gathered = report::gather(runs.files());
    REQUIRE(gathered.platforms.size() == 2);
    CHECK(gathered.platforms[0].label == "linux-6.1.140");
    CHECK(gathered.platforms[1].label == "linux-6.1.140.2");
}

TEST_CASE("report says what it lacks, and leaves an earlier report alone", "[report]")
{
    const Runs runs;
    CHECK(run_program(places::report, {}).status == 64);
    CHECK(run_program(places::report, {runs.files().front()}).status == 64);
    CHECK(run_program(places::report, {"--help"}).status == 0);
    const auto folder = runs / "report";
    CHECK(run_program(places::report, {runs.files().front(), "-o", folder}).status == 0);
    const auto before = contents(folder / "report.html");
    CHECK(run_program(places::report, {runs / "nowhere", "-o", folder}).status == 2);
    CHECK(contents(folder / "report.html") == before);
    const auto again = runs.files().front();
    CHECK(run_program(places::report, {again, folder / "results.json", "-o", folder}).status == 0);
    CHECK(contents(folder / "report.html") == before); // what it merged is no run
    CHECK(run_program(places::report, {folder / "results.json", "-o", folder}).status == 64);
    write(runs / "file", "");
    CHECK(run_program(places::report, {runs.files().front(), "-o", runs / "file" / "report"}).status == 2);
}

TEST_CASE("A page is plain ASCII: what is beyond it is told by its number", "[report]")
{
    CHECK(report::in_ascii("<b>a &amp; b</b>") == "<b>a &amp; b</b>");
    CHECK(report::in_ascii("\u00b7 \u2019\uffff\U0001F600.") == "&#183; &#8217;&#65535;&#128512;.");
    for (const std::string half : {"\xB7", "\xE2\x80", "\xF0\x9F\x98"}) {
        CHECK(report::in_ascii(half) == "&#65533;");
        CHECK(report::in_ascii(half + "|") == "&#65533;|");
    }
}
