#include "judgement/evidence.hpp"
#include "house/example.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <functional>

using judgement::Evidence;
using judgement::evidence_from;
using judgement::EvidenceUnreadable;
using judgement::transcript_text;
using nlohmann::json;

namespace {

Evidence read_back(const Evidence &evidence) { return evidence_from(json::parse(to_json(evidence).dump(1))); }

} // namespace

TEST_CASE("Evidence reads back as it was written", "[judgement]")
{
    const auto evidence = house::evidence("some.claim");
    const auto again = read_back(evidence);
    CHECK(to_json(again) == to_json(evidence));
    CHECK(again.trial.claim == "some.claim");
    CHECK(again.seed == 18446744073709551615U);
    CHECK(again.trial.findings.size() == 3);
    CHECK(again.trial.findings.back().seen.statistic.value().counts.back().second == 1250);
    CHECK(again.trial.gaps.front().missing == "IPv6");
    CHECK(again.transcript.size() == 7);
    CHECK(again.programs.at("nginx") == "nginx version: nginx/1.22.1");
    CHECK(!again.trial.broken);
}

TEST_CASE("Evidence of a broken trial says why it broke", "[judgement]")
{
    auto evidence = house::evidence("some.claim");
    evidence.trial.broken = "actor server has died";
    CHECK(read_back(evidence).trial.broken == "actor server has died");
}

TEST_CASE("Recorded evidence judged again comes to the same result", "[judgement]")
{
    const std::vector<known::Known> entries{{.claim = "some.claim",
                                             .finding = "the receivers",
                                             .instead = "third alone",
                                             .kind = known::Kind::refutation,
                                             .because = "the newest socket wins",
                                             .source = "net/ipv4/udp.c, udp4_lib_lookup2()"}};
    const auto here = house::linux_of({6, 1, 140});
    const auto evidence = house::evidence("some.claim");
    const auto before = house::row(evidence, judge(evidence.trial, here, entries));
    const auto again = read_back(evidence);
    const auto after = house::row(again, judge(again.trial, here, entries));
    CHECK(to_json(before) == to_json(after));
    CHECK(name(after.result) == "fail");
    CHECK(!surprising(after.result));
    // What is learnt later changes the verdict, not the evidence.
    CHECK(surprising(judge(again.trial, here, {})));
}

TEST_CASE("Evidence of another schema is refused by name", "[judgement]")
{
    auto file = to_json(house::evidence("some.claim"));
    for (const auto &schema : {json(0), json(2), json("1"), json()}) {
        file["schema"] = schema;
        CHECK_THROWS_AS(evidence_from(file), EvidenceUnreadable);
    }
    file["schema"] = 2;
    CHECK_THROWS_WITH(evidence_from(file), "evidence of schema 2, where this program reads schema 1");
}

TEST_CASE("Evidence that lacks anything is refused", "[judgement]")
{
    const auto whole = to_json(house::evidence("some.claim"));
    for (const auto &[field, value] : whole.items()) {
        if (field == "programs") continue; // those of real servers only
        INFO(field);
        auto damaged = whole;
        damaged.erase(field);
        CHECK_THROWS_AS(evidence_from(damaged), EvidenceUnreadable);
    }
    for (const auto &[field, value] : whole["findings"][2].items()) {
        if (field == "holds" || field == "statistic") continue; // follows from the others; may be missing
        INFO(field);
        auto damaged = whole;
        damaged["findings"][2].erase(field);
        CHECK_THROWS_AS(evidence_from(damaged), EvidenceUnreadable);
    }
}

TEST_CASE("Evidence that was damaged is refused", "[judgement]")
{
    const std::vector<std::pair<const char *, std::function<void(json &)>>> damages{
        {"it is no object", [](json &file) { file = json::array(); }},
        {"a seed that is a word", [](json &file) { file["seed"] = "many"; }},
        {"findings that are one",
         [](json &file) {
             file["findings"] = json::object({{"role", "premise"}});
         }},
        {"a role nobody has", [](json &file) { file["findings"][0]["role"] = "bystander"; }},
        {"a role that is a number", [](json &file) { file["findings"][0]["role"] = 1; }},
        {"an answer that is a number", [](json &file) { file["findings"][0]["seen"] = 98; }},
        {"expected answers that are one", [](json &file) { file["findings"][0]["expected"] = "ok"; }},
        {"a line without an answer", [](json &file) { file["transcript"][0]["line"] = "heir born"; }},
        {"a line without a verb", [](json &file) { file["transcript"][0]["line"] = "heir = ok"; }},
        {"a gap that is a word", [](json &file) { file["gaps"][0] = "IPv6"; }},
        {"a count that is a word", [](json &file) { file["findings"][2]["statistic"]["counts"][0]["count"] = "all"; }},
        {"a reason that is a number", [](json &file) { file["broken"] = 1; }},
    };
    for (const auto &[name, damage] : damages) {
        INFO(name);
        auto file = to_json(house::evidence("some.claim"));
        damage(file);
        CHECK_THROWS_AS(evidence_from(file), EvidenceUnreadable);
    }
}

TEST_CASE("A transcript is numbered from one and headed by its variants", "[judgement]")
{
    CHECK(transcript_text({}).empty());
    CHECK(transcript_text(house::evidence("some.claim").transcript) == "-- tcp4\n"
                                                                       "   1  heir born = ok\n"
                                                                       "   2  heir socket s1 tcp4 = ok\n"
                                                                       "   3  heir bind s1 0.0.0.0:8080 = EADDRINUSE\n"
                                                                       "   4  heir set s1 SO_REUSEADDR 1 = ok\n"
                                                                       "   5  heir bind s1 0.0.0.0:8080 = ok\n"
                                                                       "-- udp4\n"
                                                                       "   6  third born = ok\n"
                                                                       "   7  third collect s1 = 0-1249\n");
}
