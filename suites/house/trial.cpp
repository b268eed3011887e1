// What a scenario leaves behind, whatever happens in it.

#include "trial.hpp"

#include "house/example.hpp"
#include "house/troupe.hpp"
#include "judgement/answers.hpp"
#include "words/feature.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cerrno>
#include <csignal>
#include <stdexcept>

using namespace judgement;
using suites::Trial;

namespace {

Case played(void (*scenario)(Trial &), const stage::Troupe &troupe = house::ambient_troupe())
{
    return Trial(troupe).play("some.claim", scenario);
}

std::string verdict(const Case &trial)
{
    const auto result = judge(trial, house::linux_of({6, 1, 140}), {});
    return std::string(name(result)) + (surprising(result) ? " (surprise)" : "");
}

struct Colour {
    std::string_view label;
};

/// "premise the port is free: ok" and so on, one a line.
std::string story(const Case &trial)
{
    std::string lines;
    for (const auto &finding : trial.findings) {
        lines += std::string(name(finding.role)) + " " + finding.title() + ": " + finding.seen.text + "\n";
    }
    return lines;
}

} // namespace

TEST_CASE("What a scenario looks at becomes findings in its order", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        mine.premise("the port is free", "ok").is(allowed);
        mine.contrast("without the option", "EADDRINUSE from bind").is(bind_denied(EADDRINUSE));
        mine.expect("the heir restarts", "ok").is(allowed);
    });
    CHECK(story(trial) == "premise the port is free: ok\n"
                          "contrast without the option: EADDRINUSE from bind\n"
                          "expectation the heir restarts: ok\n");
    CHECK(trial.claim == "some.claim");
    CHECK(verdict(trial) == "pass");
}

TEST_CASE("A premise that does not hold ends the trial", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        mine.contrast("without the option", "EADDRINUSE from bind").is(bind_denied(EADDRINUSE));
        mine.premise("the port is free", "EADDRINUSE from bind").is(allowed);
        mine.expect("the heir restarts", "ok").is(allowed);
    });
    CHECK(story(trial) == "contrast without the option: EADDRINUSE from bind\n"
                          "premise the port is free: EADDRINUSE from bind\n");
    CHECK(verdict(trial) == "fail (surprise)");
}

TEST_CASE("An expectation or a contrast that does not hold ends nothing", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        mine.contrast("without the option", "ok").is(bind_denied(EADDRINUSE));
        mine.expect("the heir restarts", "EPERM from bind").is(allowed);
        mine.expect("the heir restarts again", "ok").is(allowed);
    });
    CHECK(trial.findings.size() == 3);
    CHECK(verdict(trial) == "fail (surprise)");
}

TEST_CASE("A step that the trial builds on and that is refused is a premise that fails", "[trial]")
{
    const auto trial = played([](Trial &) { throw stage::Unmet("server listen s1 128", "ok", "EADDRINUSE"); });
    CHECK(story(trial) == "premise server listen s1 128: EADDRINUSE\n");
    CHECK(verdict(trial) == "fail (surprise)");
}

TEST_CASE("What the platform lacks is a gap and not a failure", "[trial]")
{
    const auto trial = played([](Trial &mine) { mine.needs(words::feature::several_uids); },
                              house::troupe_without({std::string(words::feature::several_uids)}));
    CHECK(trial.findings.empty());
    REQUIRE(trial.gaps.size() == 1);
    CHECK(trial.gaps.front().missing == words::feature::several_uids);
    CHECK(trial.gaps.front().found == "ENOSYS");
    CHECK(verdict(trial) == "not observed");
}

TEST_CASE("What the platform has is no gap", "[trial]")
{
    const auto trial = played([](Trial &mine) { mine.needs(words::feature::several_uids); });
    CHECK(trial.gaps.empty());
    CHECK(verdict(trial) == "broken");
}

TEST_CASE("A fault of the stage or of the scenario breaks the trial", "[trial]")
{
    const auto stage_fault = played([](Trial &) { throw stage::Fault("actor server has died"); });
    CHECK(stage_fault.broken == "actor server has died");
    CHECK(verdict(stage_fault) == "broken");

    const auto own_fault = played([](Trial &mine) {
        mine.contrast("without the option", "EACCES").is(bind_denied(EACCES));
        mine.expect("the heir restarts", "ok").is(allowed);
        throw std::out_of_range("vector::at");
    });
    CHECK(own_fault.broken == "vector::at");
    CHECK(own_fault.findings.size() == 2);
    CHECK(verdict(own_fault) == "broken");
}

TEST_CASE("What was told before the platform turns out to lack something breaks the trial all the same", "[trial]")
{
    const auto trial = played(
        [](Trial &mine) {
            const auto host = mine.host();
            const auto server = host.actor("server");
            kill(server.id(), SIGKILL);
            (void)stage::tcp(server).reuse_addr();
            mine.needs(words::feature::ipv6);
        },
        house::troupe_without({std::string(words::feature::ipv6)}));
    CHECK(trial.gaps.size() == 1);
    CHECK(trial.broken.value_or("").starts_with("actor server "));
}

TEST_CASE("What was told in a variant is done before the next begins", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        const auto host = mine.host();
        const auto server = host.actor("server");
        auto done = mine.transcript().size();
        for (const auto &colour : mine.over(Colour{"red"}, Colour{"blue"})) {
            mine.expect("steps since", std::to_string(mine.transcript().size() - done)).is("any");
            done = mine.transcript().size();
            (void)stage::tcp(server).reuse_addr();
            (void)colour;
        }
    });
    CHECK(story(trial) == "expectation red: steps since: 0\n"
                          "expectation blue: steps since: 2\n");
}

TEST_CASE("A scenario that looks at nothing is broken", "[trial]")
{
    CHECK(verdict(played([](Trial &) {})) == "broken");
}

TEST_CASE("Each variant puts its label before what is found in it", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        mine.expect("before", "ok").is(allowed);
        for (const auto &colour : mine.over(Colour{"red"}, Colour{"blue"})) {
            mine.contrast(std::string(colour.label) + " it is", "EACCES from bind").is(bind_denied(EACCES));
            for (const auto &shade : mine.over(Colour{"dark"}, Colour{"light"}))
                mine.expect(std::string(shade.label) + " too", "ok").is(allowed);
            mine.expect("no shade now", "ok").is(allowed);
        }
        mine.expect("after", "ok").is(allowed);
    });
    CHECK(story(trial) == "expectation before: ok\n"
                          "contrast red: red it is: EACCES from bind\n"
                          "expectation red, dark: dark too: ok\n"
                          "expectation red, light: light too: ok\n"
                          "expectation red: no shade now: ok\n"
                          "contrast blue: blue it is: EACCES from bind\n"
                          "expectation blue, dark: dark too: ok\n"
                          "expectation blue, light: light too: ok\n"
                          "expectation blue: no shade now: ok\n"
                          "expectation after: ok\n");
}

TEST_CASE("A variant that is left early is left behind", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        for (const auto &colour : mine.over(Colour{"red"}, Colour{"blue"})) {
            if (colour.label == "red") break;
        }
        mine.expect("after", "ok").is(allowed);
    });
    CHECK(trial.findings.front().variant.empty());
}

TEST_CASE("Variants on IPv6 are gaps where there is no IPv6", "[trial]")
{
    const auto trial = played(
        [](Trial &mine) {
            for (const auto &net : mine.over(stage::tcp4, stage::tcp6)) {
                mine.contrast("without the option", "EADDRINUSE from bind").is(bind_denied(EADDRINUSE));
                mine.expect("the heir restarts", std::string(net.any(80)).empty() ? "nowhere" : "ok").is(allowed);
            }
        },
        house::troupe_without({std::string(words::feature::ipv6)}));
    CHECK(trial.findings.size() == 2);
    REQUIRE(trial.gaps.size() == 1);
    CHECK(trial.gaps.front().variant == "tcp6");
    CHECK(trial.gaps.front().missing == words::feature::ipv6);
    CHECK(verdict(trial) == "pass");
}

TEST_CASE("A finding remembers the step that decided it", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        mine.premise("nothing was done yet", "ok").is(allowed);
        const auto host = mine.host();
        mine.expect("the host was born", "ok").is(allowed);
    });
    REQUIRE(trial.findings.size() == 2);
    CHECK(trial.findings[0].step == 0);
    CHECK(trial.findings[1].step == 1);
}

TEST_CASE("A refused socket that nobody looked at is a premise that fails", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        const auto host = mine.host();
        const auto server = host.actor("server");
        const auto holder = stage::tcp(server).bind("127.0.0.1:8080").listen();
        const auto second = stage::tcp(server).bind("127.0.0.1:8080").listen();
        mine.contrast("without the option", "EACCES from bind").is(bind_denied(EACCES));
        mine.expect("the heir restarts", "ok").is(allowed);
    });
    REQUIRE(trial.findings.size() == 3);
    const auto &unlooked = trial.findings.back();
    CHECK(unlooked.role == Role::premise);
    CHECK(unlooked.name.starts_with("server bind s2 127.0.0.1:"));
    CHECK(unlooked.seen.text == "EADDRINUSE from bind");
    CHECK(!unlooked.holds());
    CHECK(verdict(trial) == "fail (surprise)");
}

TEST_CASE("A refused socket that was looked at is an answer", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        const auto host = mine.host();
        const auto server = host.actor("server");
        const auto holder = stage::tcp(server).bind("127.0.0.1:8080").listen();
        mine.contrast("a second one", stage::tcp(server).bind("127.0.0.1:8080")).is(bind_denied(EADDRINUSE));
        mine.expect("the holder", holder).is(allowed);
    });
    CHECK(verdict(trial) == "pass");
}

TEST_CASE("Going on with a refused socket is a premise that fails", "[trial]")
{
    const auto trial = played([](Trial &mine) {
        const auto host = mine.host();
        const auto server = host.actor("server");
        const auto holder = stage::tcp(server).bind("127.0.0.1:8080").listen();
        const auto second = stage::tcp(server).bind("127.0.0.1:8080");
        (void)second.accepts();
    });
    REQUIRE(trial.findings.size() == 1);
    CHECK(trial.findings.front().seen.text == "EADDRINUSE from bind");
    CHECK(verdict(trial) == "fail (surprise)");
}
