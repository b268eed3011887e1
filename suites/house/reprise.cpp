// What a transcript becomes in C: whole programs approved once, loops, and strings that mean harm.

#include "reprise/reprise.hpp"

#include "house/approved.hpp"
#include "house/source_tree.hpp"
#include "reprise/fold.hpp"
#include "reprise/parts.hpp"
#include "reprise/phrase.hpp"
#include "reprise/statement.hpp"

#include <catch2/catch_test_macros.hpp>

#include <regex>
#include <set>

using reprise::c_program;
using reprise::code;
using reprise::number;
using reprise::quote;
using reprise::Scene;

namespace {

Scene scene(const std::vector<std::string> &lines)
{
    Scene made{.claim = "some.claim",
               .sentence = "A second process binds the port.",
               .remarks = {"Guide, Part 1: it does."},
               .platform = "linux-6.1.140",
               .lines = {}};
    for (const auto &line : lines)
        made.lines.push_back({.variant = "tcp4", .line = words::Line::parse(line), .decided = {}});
    return made;
}

/// The part of a program that does the steps.
std::string deeds(const std::string &program)
{
    const auto begin = program.find("static void play");
    const auto end = program.find("int main(void)");
    return begin == std::string::npos || end == std::string::npos ? program : program.substr(begin, end - begin);
}

std::size_t count(const std::string &text, const std::string &word)
{
    std::size_t times = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++times;
    return times;
}

} // namespace

TEST_CASE("A transcript of two users becomes a program with two processes", "[reprise]")
{
    auto made = scene(
        {"host born network:new = ok", "server born uid:1000 network:host = ok",
         "mallory born uid:1001 network:host = ok", "server socket s1 tcp4 = ok", "server set s1 SO_REUSEPORT 1 = ok",
         "server bind s1 0.0.0.0:8080 = ok", "mallory socket s1 tcp4 = ok", "mallory set s1 SO_REUSEPORT 1 = ok",
         "mallory bind s1 0.0.0.0:8080 = EADDRINUSE", "server leaves = ok", "mallory bind s1 0.0.0.0:8080 = ok"});
    made.lines[8].decided = {"Expectation: another user binds: EADDRINUSE from bind."};
    house::check_approved("two-users.c", c_program(made));
}

TEST_CASE("Batches of flows become a loop, and it is told what became of them together", "[reprise]")
{
    std::vector<std::string> lines{"host born network:new = ok", "client born network:host = ok",
                                   "first born network:host = ok", "first socket s1 udp4 = ok",
                                   "first bind s1 0.0.0.0:5000 = ok"};
    for (int batch = 0; batch < 5; ++batch) {
        const auto from = std::to_string(20000 + 64 * batch);
        const auto to = std::to_string(20063 + 64 * batch);
        const auto first = std::to_string(64 * batch);
        lines.push_back("client send-flows 127.0.0.1:" + from + ".." + to + " 127.0.0.1:5000 " + first +
                        " 1 = 64 sent");
        lines.push_back("first collect s1 = " + first + "-" + std::to_string(64 * batch + 63));
    }
    const auto text = deeds(c_program(scene(lines)));
    CHECK(count(text, "for (int i = 0; i < 5; i++)") == 1);
    CHECK(count(text, "send_flows(") == 1);
    CHECK(count(text, "EACH(\"127.0.0.1:%d\", 20000 + 64 * i, 20063 + 64 * i)") == 1);
    CHECK(count(text, "outcome(15, 320, 1, \"each arrived once: first s1 all\"") == 1);
}

TEST_CASE("Members of a group too large for their flows count as one", "[reprise]")
{
    std::vector<std::string> lines{"host born network:new = ok", "client born network:host = ok"};
    for (const auto *who : {"first", "second"}) {
        const std::string name = who;
        for (const auto *step :
             {" born network:host", " socket s1 udp4", " set s1 SO_REUSEPORT 1", " bind s1 0.0.0.0:5000"})
            lines.push_back(name + step + " = ok");
    }
    lines.emplace_back("client send-flows 127.0.0.1:20000..20003 127.0.0.1:5000 0 1 = 4 sent");
    lines.emplace_back("first collect s1 = none");
    lines.emplace_back("second collect s1 = 0-3");
    CHECK(deeds(c_program(scene(lines))).find("\"each arrived once: first s1+second s1 all\"") != std::string::npos);
    for (auto &line : lines) {
        if (line.find(" set ") != std::string::npos) line.replace(line.find("PORT"), 4, "ADDR");
    }
    CHECK(deeds(c_program(scene(lines))).find("\"each arrived once: first s1 none, second s1 all\"") !=
          std::string::npos);
}

TEST_CASE("What cannot be told in plain C says so and why", "[reprise]")
{
    const auto text = c_program(scene({"server born = ok", "server begin-serving s1 = ok"}));
    CHECK(text.find("step 2: it measures") != std::string::npos);
    CHECK(text.find("return 4;") != std::string::npos);
    CHECK(text.find("fork") == std::string::npos);
}

TEST_CASE("Every verb of an actor is said in C, or it is said why not", "[reprise]")
{
    std::set<std::string> verbs;
    for (const auto &source : house::sources_in("helpers/actor")) {
        static const std::regex row("verbs\\[\"([a-z-]+)\"\\]");
        for (auto at = std::sregex_iterator(source.text.begin(), source.text.end(), row); at != std::sregex_iterator();
             ++at)
            verbs.insert((*at)[1]);
    }
    REQUIRE(verbs.size() > 60);
    auto told = reprise::sayable_verbs();
    for (const auto &[verb, because] : reprise::unsaid_verbs()) {
        INFO(verb);
        CHECK(told.insert(std::string(verb)).second); // it has words after all: take it out of the list
    }
    told.insert("lay-cable"); // its other end is known from another step
    CHECK(told == verbs);
}

TEST_CASE("Nothing that is said breaks out of a literal or a comment", "[reprise]")
{
    CHECK(reprise::literal("a\"b\\c\nd?"
                           "?/") == "\"a\\\"b\\\\c\\012d\\?\\?/\"");
    CHECK(reprise::in_comment("a*/b/*c\nd") == "a* /b/ *c d");
    auto made = scene({"server born = ok", "server socket s1 tcp4 = ok", "server send s1 \");abort();(\" = ok"});
    made.sentence = "*/ int main(void) { abort(); } /*";
    made.lines.back().decided = {"*/ abort(); /*"};
    made.lines.back().variant = "*/ abort(); /*";
    const auto text = c_program(made);
    CHECK(text.find("*/ int main") == std::string::npos);
    CHECK(text.find("*/ abort") == std::string::npos);
    CHECK(text.find("\"send s1 \\\");abort();(\\\"\"") != std::string::npos);
}

TEST_CASE("Like items become a loop over the numbers they differ in", "[reprise]")
{
    std::vector<reprise::Item> items;
    for (long turn = 0; turn < 6; ++turn)
        items.push_back({code("f("), number(3), code(", "), number(10 + 2 * turn), code(", "),
                         quote("port " + std::to_string(turn)), code(");")});
    const auto runs = reprise::folded(items);
    REQUIRE(runs.size() == 1);
    CHECK(runs.front().times == 6);
    CHECK(c_text(items.front(), runs.front().steps.front()) == "f(3, 10 + 2 * i, text(\"port %d\", i));");
    items[3].front() = code("g(");
    CHECK(reprise::folded(items).size() == 6);
}

TEST_CASE("A number within a name is no number", "[reprise]")
{
    CHECK(reprise::numbers_in({quote("bind s1 127.0.0.1:8080")}) == std::vector<long>{127, 0, 0, 1, 8080});
    CHECK(reprise::numbers_in({quote("s12 0x10 007 12345678901")}).empty());
}

TEST_CASE("Every part stands on parts that are there", "[reprise]")
{
    REQUIRE(reprise::parts().size() > 20);
    for (const auto &part : reprise::parts()) {
        INFO(part.name);
        CHECK_NOTHROW(reprise::all_needed({std::string(part.name)}));
    }
}
