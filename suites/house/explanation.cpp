// What --explain tells of a claim.

#include "session/explanation.hpp"

#include "house/example.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sstream>

using namespace house;
using suites::Claim;
using suites::session::explanation;

namespace {

const Claim divergent{.id = "tcp.restart.reuseaddr-on-heir-alone",
                      .sentence = "An heir restarts.",
                      .chapter = "tcp_restart",
                      .topic = "restart",
                      .statements = {said::ledger().data()}};

Claim of(std::string_view id)
{
    auto claim = divergent;
    claim.id = id;
    return claim;
}

bool tells(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("An explanation tells the sentence and what the documents say", "[explanation]")
{
    const auto text = explanation(divergent, std::nullopt);
    CHECK(text.starts_with("tcp.restart.reuseaddr-on-heir-alone\n  An heir restarts.\n"));
    CHECK(tells(text, said::ledger().front().id));
    CHECK(tells(text, "guide, Quick Comparison Table:"));
}

TEST_CASE("An explanation tells each question once, for all variants that ask it", "[explanation]")
{
    auto played = evidence("some.claim");
    played.trial.findings = {contrast("EPERM").in("tcp4"), expectation("ok").in("tcp4"), contrast("EPERM").in("tcp6"),
                             expectation("ok").in("tcp6")};
    const auto text = explanation(of("some.claim"), played);
    CHECK(tells(text, "  once each    tcp4; tcp6\n"));
    CHECK(tells(text, "  contrast     without the option: EPERM\n  expectation  the heir restarts: ok\n"));
}

TEST_CASE("An explanation names what the trial lacked", "[explanation]")
{
    auto played = evidence("some.claim");
    played.trial.findings.clear();
    CHECK(tells(explanation(of("some.claim"), played), "lacking here " + played.trial.gaps.front().missing));
}

TEST_CASE("An explanation of a claim that waits for minutes says that it was not played", "[explanation]")
{
    CHECK(tells(explanation(of("some.claim"), std::nullopt), "It waits for minutes"));
}

TEST_CASE("An explanation tells what is known elsewhere, or that nothing is", "[explanation]")
{
    const auto known = explanation(divergent, std::nullopt);
    CHECK(tells(known, "divergence, everywhere"));
    CHECK(tells(known, "    instead  EADDRINUSE from bind\n"));
    CHECK(tells(known, "    source   net/ipv4/inet_connection_sock.c"));
    CHECK(tells(explanation(of("some.claim"), std::nullopt), "Nothing else than the documents say"));
}

TEST_CASE("An explanation fits a terminal of 80 columns", "[explanation]")
{
    std::istringstream lines(explanation(divergent, evidence("some.claim")));
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(line.size() <= 80);
    }
}
