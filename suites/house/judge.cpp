// The truth table of judge(): every rule that its header names, and the ways round it.

#include "judgement/judge.hpp"
#include "house/example.hpp"

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace house;
using judgement::Broken;
using judgement::Case;
using judgement::judge;
using judgement::Judged;
using judgement::NotObserved;
using judgement::Result;
using known::Kind;
using known::Known;

namespace {

const platform::Platform here = linux_of({6, 1, 140});

Case trial(std::vector<judgement::Finding> findings, std::vector<judgement::Gap> gaps = {})
{
    return {.claim = "some.claim", .findings = std::move(findings), .gaps = std::move(gaps), .broken = {}};
}

const judgement::Gap no_ipv6{.variant = "tcp6", .missing = "IPv6", .found = "socket(AF_INET6): EAFNOSUPPORT"};

/// What is known of the example's expectation: EPERM instead of "ok".
Known prediction(Kind kind)
{
    return {.claim = "some.claim",
            .finding = "the heir restarts",
            .instead = "EPERM",
            .kind = kind,
            .documented_on = kind == Kind::divergence ? "another platform" : "",
            .because = "it was never so",
            .source = "net/core/sock.c, sk_setsockopt()"};
}

Known on(std::vector<platform::Interval> kernels, Known entry)
{
    entry.where.kernels = {std::move(kernels)};
    return entry;
}

Known of_variant(std::string_view variant, Known entry)
{
    entry.variant = variant;
    return entry;
}

struct Told {
    std::string name;
    bool surprise;
    bool operator==(const Told &) const = default;
};

std::ostream &operator<<(std::ostream &stream, const Told &told)
{
    return stream << told.name << (told.surprise ? " (surprise)" : "");
}

Told told(const Result &result) { return {std::string(name(result)), surprising(result)}; }

Told verdict(const Case &of, const std::vector<Known> &entries = {}) { return told(judge(of, here, entries)); }

const Told pass{"pass", false};
const Told divergent{"platform-divergent", false};
const Told refuted{"fail", false};
const Told unpredicted{"fail", true};
const Told broken{"broken", false};
const Told not_observed{"not observed", false};

std::string reasons(const Result &result)
{
    if (const auto *no = std::get_if<Broken>(&result)) return no->reason;
    std::string all;
    if (const auto *judged = std::get_if<Judged>(&result)) {
        for (const auto &because : judged->because)
            all += (all.empty() ? "" : "; ") + because;
    }
    return all;
}

} // namespace

TEST_CASE("A trial whose findings all hold passes", "[judgement]")
{
    CHECK(verdict(trial({contrast("EACCES"), expectation("ok")})) == pass);
    CHECK(verdict(trial({premise("ok"), contrast("EACCES"), expectation("ok")})) == pass);
}

TEST_CASE("Any of several answers that are as documented holds", "[judgement]")
{
    auto either = expectation("ok");
    either.finding.expected = std::vector<std::string>{"EPERM", "EACCES"};
    CHECK(verdict(trial({contrast("ok"), either.seen("EACCES")})) == pass);
    CHECK(verdict(trial({contrast("ok"), either.seen("EINVAL")})) == unpredicted);
}

TEST_CASE("A house that failed judges nothing", "[judgement]")
{
    auto failed = trial({contrast("EACCES"), expectation("ok")});
    failed.broken = "actor server has died";
    const auto result = judge(failed, here, {});
    CHECK(told(result) == broken);
    CHECK(reasons(result) == "actor server has died");

    failed.findings = {contrast("EACCES"), expectation("ok").seen("EPERM")};
    CHECK(verdict(failed, {prediction(Kind::divergence)}) == broken);
    failed.gaps = {no_ipv6};
    CHECK(verdict(failed) == broken);
}

TEST_CASE("A trial without an expectation or a contrast is broken", "[judgement]")
{
    CHECK(reasons(judge(trial({}), here, {})) == "the trial has no expectation");
    CHECK(reasons(judge(trial({premise("ok"), contrast("EACCES")}), here, {})) == "the trial has no expectation");
    CHECK(reasons(judge(trial({expectation("ok")}), here, {})) == "the trial has no contrast");
    CHECK(verdict(trial({expectation("ok").seen("EPERM")})) == broken);
}

TEST_CASE("A contrast that gives the expectation's own answer is broken", "[judgement]")
{
    const auto result = judge(trial({contrast("ok"), expectation("ok")}), here, {});
    CHECK(told(result) == broken);
    CHECK(reasons(result) ==
          "the contrast 'without the option' gives the same answer as the expectation 'the heir restarts': ok");
    auto either = expectation("ok");
    either.finding.expected = std::vector<std::string>{"ok", "EPERM"};
    CHECK(verdict(trial({contrast("EPERM"), either.seen("EPERM")})) == broken);
}

TEST_CASE("A contrast belongs to the next expectation of its variant or else to the last before it", "[judgement]")
{
    const auto first = expectation("ok").named("first");
    const auto second = expectation("even").named("second");
    CHECK(verdict(trial({first, contrast("ok"), second})) == pass);
    CHECK(verdict(trial({first, contrast("even"), second})) == broken);
    CHECK(verdict(trial({first, second, contrast("ok")})) == pass);
    CHECK(verdict(trial({first, second, contrast("even")})) == broken);
}

TEST_CASE("A contrast is compared with expectations of its own variant only", "[judgement]")
{
    const auto other = contrast("EACCES").in("tcp4");
    CHECK(verdict(trial({other, expectation("ok").in("tcp4"), contrast("ok").in("tcp6"),
                         expectation("even").in("tcp6")})) == pass);
    CHECK(verdict(trial({other, expectation("ok").in("tcp4"), contrast("ok").in("tcp6"),
                         expectation("ok").in("tcp6")})) == broken);
}

TEST_CASE("A contrast that does not hold is a finding like any other", "[judgement]")
{
    CHECK(verdict(trial({contrast("EACCES").seen("ok"), expectation("ok")})) == unpredicted);
    auto known = prediction(Kind::divergence);
    known.finding = "without the option";
    known.instead = "ok";
    CHECK(verdict(trial({contrast("EACCES").seen("ok"), expectation("ok")}), {known}) == divergent);
}

TEST_CASE("What could not be tried is not observed and names what was missing", "[judgement]")
{
    const auto result = judge(trial({}, {no_ipv6}), here, {});
    CHECK(told(result) == not_observed);
    CHECK(std::get<NotObserved>(result).missing == "IPv6");
    CHECK(std::get<NotObserved>(result).found == "socket(AF_INET6): EAFNOSUPPORT");
    CHECK(verdict(trial({premise("ok"), contrast("EACCES")}, {no_ipv6})) == not_observed);
    CHECK(verdict(trial({}, {no_ipv6}), {prediction(Kind::refutation)}) == not_observed);
}

TEST_CASE("A gap in one variant does not hide what the others show", "[judgement]")
{
    CHECK(verdict(trial({contrast("EACCES"), expectation("ok")}, {no_ipv6})) == pass);
    CHECK(verdict(trial({contrast("EACCES"), expectation("ok").seen("EPERM")}, {no_ipv6})) == unpredicted);
    CHECK(verdict(trial({contrast("EACCES").seen("ok")}, {no_ipv6})) == unpredicted);
}

TEST_CASE("A premise that does not hold fails the trial and is never a gap", "[judgement]")
{
    const auto result = judge(trial({premise("ok").seen("EADDRINUSE")}), here, {});
    CHECK(told(result) == unpredicted);
    CHECK(reasons(result) == "nobody predicted 'EADDRINUSE' for 'the port is free'");
    CHECK(verdict(trial({premise("ok").seen("EADDRINUSE")}, {no_ipv6})) == unpredicted);
    CHECK(verdict(trial({contrast("EACCES"), expectation("ok"), premise("ok").seen("EPERM")})) == unpredicted);
}

TEST_CASE("What a divergence predicts is platform-divergent and no surprise", "[judgement]")
{
    const auto seen = trial({contrast("EACCES"), expectation("ok").seen("EPERM")});
    const std::vector entries{prediction(Kind::divergence)};
    const auto result = judge(seen, here, entries);
    CHECK(told(result) == divergent);
    CHECK(reasons(result) == "it was never so");
    CHECK(std::get<Judged>(result).sources == std::vector<std::string>{"net/core/sock.c, sk_setsockopt()"});
}

TEST_CASE("What a refutation predicts is a fail and no surprise", "[judgement]")
{
    const auto seen = trial({contrast("EACCES"), expectation("ok").seen("EPERM")});
    const std::vector entries{prediction(Kind::refutation)};
    const auto result = judge(seen, here, entries);
    CHECK(told(result) == refuted);
    CHECK(std::get<Judged>(result).sources.size() == 1);
}

TEST_CASE("One refutation among divergences is a fail", "[judgement]")
{
    auto other = prediction(Kind::refutation);
    other.finding = "its neighbour";
    const std::vector entries{prediction(Kind::divergence), other};
    CHECK(verdict(trial({contrast("EACCES"), expectation("ok").seen("EPERM"),
                         expectation("ok").named("its neighbour").seen("EPERM")}),
                  entries) == refuted);
}

TEST_CASE("What nobody predicted is a fail and a surprise", "[judgement]")
{
    const auto seen = trial({contrast("EACCES"), expectation("ok").seen("EPERM").in("tcp6")});
    const auto result = judge(seen, here, {});
    CHECK(told(result) == unpredicted);
    CHECK(reasons(result) == "nobody predicted 'EPERM' for 'tcp6: the heir restarts'");
}

TEST_CASE("A prediction excuses no other claim and no other finding and no other answer", "[judgement]")
{
    const auto seen = trial({contrast("EACCES"), expectation("ok").seen("EPERM")});
    auto of_another_claim = prediction(Kind::divergence);
    of_another_claim.claim = "another.claim";
    CHECK(verdict(seen, {of_another_claim}) == unpredicted);
    auto of_another_finding = prediction(Kind::divergence);
    of_another_finding.finding = "the heir";
    CHECK(verdict(seen, {of_another_finding}) == unpredicted);
    auto of_another_answer = prediction(Kind::divergence);
    of_another_answer.instead = "EPERM from bind";
    CHECK(verdict(seen, {of_another_answer}) == unpredicted);
}

TEST_CASE("One finding that nobody predicted outweighs those that were", "[judgement]")
{
    CHECK(verdict(trial({contrast("EACCES"), expectation("ok").seen("EPERM"),
                         expectation("ok").named("its neighbour").seen("EPERM")}),
                  {prediction(Kind::divergence)}) == unpredicted);
}

TEST_CASE("A prediction that did not come true is a surprise whatever the verdict", "[judgement]")
{
    const auto held = trial({contrast("EACCES"), expectation("ok")});
    for (const auto kind : {Kind::divergence, Kind::refutation}) {
        const std::vector entries{prediction(kind)};
        const auto result = judge(held, here, entries);
        CHECK(told(result) == Told{"pass", true});
        CHECK(reasons(result) == "the predicted 'EPERM' for 'the heir restarts' did not appear");
    }
}

TEST_CASE("A prediction about a finding that the trial never looks at is a surprise", "[judgement]")
{
    auto misspelt = prediction(Kind::refutation);
    misspelt.finding = "the hair restarts";
    const std::vector entries{misspelt};
    const auto result = judge(trial({contrast("EACCES"), expectation("ok")}), here, entries);
    CHECK(told(result) == Told{"pass", true});
    CHECK(reasons(result) == "the predicted 'EPERM' for 'the hair restarts': the trial looks at no such thing");
    // Where a part could not be tried, the finding may lie in that part.
    CHECK(verdict(trial({contrast("EACCES"), expectation("ok")}, {no_ipv6}), {misspelt}) == pass);
}

TEST_CASE("A prediction for every variant must come true in each", "[judgement]")
{
    const std::vector entries{prediction(Kind::divergence)};
    const auto four = expectation("ok").in("tcp4");
    const auto six = expectation("ok").in("tcp6");
    CHECK(verdict(trial({contrast("EACCES"), four.seen("EPERM"), six.seen("EPERM")}), entries) == divergent);
    CHECK(verdict(trial({contrast("EACCES"), four.seen("EPERM"), six}), entries) == Told{"platform-divergent", true});
    CHECK(verdict(trial({contrast("EACCES"), four.seen("EPERM"), six.seen("EACCES")}), entries) == unpredicted);
}

TEST_CASE("A prediction for one variant speaks of no other", "[judgement]")
{
    const std::vector entries{of_variant("tcp6", prediction(Kind::divergence))};
    const auto four = expectation("ok").in("tcp4");
    const auto six = expectation("ok").in("tcp6");
    CHECK(verdict(trial({contrast("EACCES"), four, six.seen("EPERM")}), entries) == divergent);
    CHECK(verdict(trial({contrast("EACCES"), four.seen("EPERM"), six.seen("EPERM")}), entries) == unpredicted);
    CHECK(verdict(trial({contrast("EACCES"), four, six}), entries) == Told{"pass", true});
}

TEST_CASE("A prediction for other platforms is silent here", "[judgement]")
{
    const auto seen = trial({contrast("EACCES"), expectation("ok").seen("EPERM")});
    const auto held = trial({contrast("EACCES"), expectation("ok")});
    const std::vector later{on({{.since = platform::Kernel{6, 2, 0}}}, prediction(Kind::divergence))};
    CHECK(verdict(seen, later) == unpredicted);
    CHECK(verdict(held, later) == pass);
    const std::vector earlier{on({{.until = platform::Kernel{6, 1, 140}}}, prediction(Kind::divergence))};
    CHECK(verdict(seen, earlier) == unpredicted);
    const std::vector this_one{on({{.since = platform::Kernel{6, 1, 140}}}, prediction(Kind::divergence))};
    CHECK(verdict(seen, this_one) == divergent);
    auto elsewhere = prediction(Kind::divergence);
    elsewhere.where.kinds = {platform::Kind::gvisor};
    CHECK(verdict(seen, {elsewhere}) == unpredicted);
    CHECK(verdict(held, {elsewhere}) == pass);
}

TEST_CASE("A reason and a source that serve several findings are told once", "[judgement]")
{
    const std::vector entries{prediction(Kind::divergence)};
    const auto seen = trial(
        {contrast("EACCES"), expectation("ok").in("tcp4").seen("EPERM"), expectation("ok").in("tcp6").seen("EPERM")});
    const auto judged = std::get<Judged>(judge(seen, here, entries));
    CHECK(judged.because.size() == 1);
    CHECK(judged.sources.size() == 1);
}
