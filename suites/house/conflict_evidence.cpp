// What is left of the conflict matrix: transcripts told again out of a slice's evidence, answers kept shortly,
// surprises shrunk.

#include "conflict/answers.hpp"
#include "conflict/elsewhere.hpp"
#include "conflict/evidence.hpp"
#include "conflict/run.hpp"
#include "conflict/shrink.hpp"
#include "house/example.hpp"
#include "house/troupe.hpp"
#include "model/script.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cerrno>
#include <stdexcept>

using namespace suites::conflict;
using namespace model;

namespace {

Socket at(const Address &address, Options options, User user)
{
    return {.protocol = Protocol::tcp, .address = address, .options = options, .user = user};
}

Cell two(const Socket &holder, const Socket &asker)
{
    Cell cell{.cast = {holder, asker},
              .deeds = {{.who = 0}, {.who = 0, .act = Act::listen}, {.who = 1}, {.who = 1, .act = Act::listen}},
              .packets = {}};
    cell.packets = packets_to(cell);
    return cell;
}

} // namespace

TEST_CASE("A transcript is told again out of the evidence", "[conflict]")
{
    const std::vector<std::string> parts{"socket,s1~,tcp4;bind,s1~,0.0.0.0:%;listen,s1~,128",
                                         "socket,s2~,tcp4;bind,s2~,127.0.0.1:%;listen,s2~,128", "collect,s1~"};
    const std::vector<Played> played{{.port = 1024, .answers = {}, .cues = {}, .flows = 0, .lack = "IPv6"},
                                     {.port = 1025,
                                      .answers = {},
                                      .cues = {{.actor = "holder", .user = 1001, .part = 0, .told = ""},
                                               {.actor = "asker", .user = 1002, .part = 1, .told = "1:EADDRINUSE"},
                                               {.actor = "holder", .user = 1001, .part = 2, .told = "0:0-3"}},
                                      .flows = 4,
                                      .lack = std::nullopt}};
    const auto evidence = evidence_text("conflict.example", "linux-6.18.44", {{"some-quirk", 1}}, played, parts);
    CHECK(transcript_from(evidence, 1) == "host born = ok\n"
                                          "holder born uid:1001 = ok\n"
                                          "holder socket s1 tcp4 = ok\n"
                                          "holder bind s1 0.0.0.0:1025 = ok\n"
                                          "holder listen s1 128 = ok\n"
                                          "asker born uid:1002 = ok\n"
                                          "asker socket s2 tcp4 = ok\n"
                                          "asker bind s2 127.0.0.1:1025 = EADDRINUSE\n"
                                          "holder collect s1 = 0-3\n");
    CHECK(!transcript_from(evidence, 0)); // it could not be played
    CHECK(!transcript_from(evidence, 2));
    CHECK_THROWS_AS(transcript_from("cell 1 1025 holder\n", 1), std::invalid_argument);
    CHECK_THROWS_AS(transcript_from("cell 1 1025 holder:0=7\n", 1), std::invalid_argument);
}

TEST_CASE("Answers read back as they were kept", "[conflict]")
{
    const Answers refused{.deeds = {0, EADDRINUSE, Answers::not_done}, .packets = {{.way = Way::alone, .who = 1}}};
    const Answers shared{.deeds = {0, 0, 0}, .packets = {{.way = Way::split, .who = 3}}};
    const Answered answers{{0, refused}, {1, shared}, {2, refused}, {3, refused}};
    CHECK(answers_file(answers) == "ok,EADDRINUSE,- 1a = 0,2-3\nok,ok,ok 3s = 1\n");
    CHECK(answers_in(answers_file(answers)) == answers);
    for (const auto *text : {"ok 1a", "fine 1a = 0", "ok 1x = 0", "ok a = 0", "ok 1a = x"}) {
        INFO(text);
        CHECK_THROWS_AS(answers_in(text), std::invalid_argument);
    }
}

TEST_CASE("A surprise is shrunk to the simplest cell that does it too", "[conflict]")
{
    const Options both{.addr = true, .port = true};
    const auto cell = two(at(loopback6, both, 1001), at(any_both, both, 1002));
    // As if SO_REUSEPORT of the asker were all that it takes.
    const auto smallest = shrunk(cell, [](const Cell &one) { return one.cast.back().options.port; });
    CHECK(smallest.cast.size() == 1);
    CHECK(smallest.label() == "TCP 0.0.0.0 SO_REUSEPORT uid 1002");
    // What only the whole does is left whole.
    CHECK(shrunk(cell, [&](const Cell &one) { return one.label() == cell.label(); }).label() == cell.label());
}

TEST_CASE("What may hang on the host is asked of three others, and differs when it differs on all", "[conflict]")
{
    const std::vector cells{two(at(any4, {}, 1001), at(any4, {}, 1001)), two(at(any4, {}, 1001), at(any4, {}, 1002)),
                            two(at(loopback6, {}, 1001), at(any4, {}, 1001))};
    const auto foretold = [&](const Cell &cell) {
        Played played;
        played.answers = predict(mainline(), cell).answers;
        return played;
    };
    const auto other = [&](const Cell &cell) {
        auto played = foretold(cell);
        played.answers.deeds[0] = EADDRINUSE;
        return played;
    };
    std::vector<Played> played{foretold(cells[0]), other(cells[1]), other(cells[2])};
    std::vector<std::size_t> asked;
    play_elsewhere(mainline(), cells, played, [&](const std::vector<Cell> &differing) {
        asked.push_back(differing.size());
        // The first of the other hosts explains one of the two; no host explains the last.
        std::vector<Played> again;
        again.reserve(differing.size());
        for (const auto &cell : differing)
            again.push_back(cell.label() == cells[2].label() ? other(cell) : foretold(cell));
        return again;
    });
    CHECK(asked == std::vector<std::size_t>{2, 1, 1});
    CHECK(!differs(mainline(), cells[1], played[1]));
    CHECK(differs(mainline(), cells[2], played[2]));
    played[2] = foretold(cells[2]);
    play_elsewhere(mainline(), cells, played, [&](const std::vector<Cell> &) -> std::vector<Played> {
        FAIL("nothing differs, and it is asked again");
        return {};
    });
}

TEST_CASE("A cell that the pages do not explain is a surprise", "[conflict]")
{
    const std::vector cells{two(at(any4, {}, 1001), at(any4, {}, 1001))};
    std::vector<Played> played(1);
    played[0].answers = predict(mainline(), cells[0]).answers;
    CHECK(held_against(mainline(), cells, played).surprises.empty());
    played[0].answers.deeds[2] = 0;
    const auto outcome = held_against(mainline(), cells, played);
    REQUIRE(outcome.surprises.size() == 1);
    CHECK(outcome.surprises[0].seen.find("asker bind ok") != std::string::npos);
    CHECK(outcome.surprises[0].predicted.find("asker bind EADDRINUSE [in-use]") != std::string::npos);
    CHECK(outcome.shows_conflicts);
}
