// A whole run without a kernel's answer: what is tried, judged, kept, told and returned.

#include "session/session.hpp"

#include "house/example.hpp"
#include "house/scratch.hpp"
#include "judgement/answers.hpp"
#include "session/status.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

using namespace house;
using suites::Claim;
using suites::Trial;
using suites::session::Options;
using suites::session::Session;

namespace {

using judgement::allowed;
using judgement::bind_denied;

const platform::Platform here = linux_of({6, 1, 140});

const Claim steady{.id = "some.steady",
                   .sentence = "It holds.",
                   .chapter = "some",
                   .topic = "some",
                   .statements = {said::ledger().data()},
                   .scenario = [](Trial &trial) {
                       trial.contrast("without", "EACCES from bind").is(bind_denied(EACCES));
                       trial.expect("with", "ok").is(allowed);
                   }};

const Claim contradicted{.id = "some.contradicted",
                         .sentence = "It does not hold.",
                         .chapter = "some",
                         .topic = "some",
                         .statements = {said::ledger().data()},
                         .scenario = [](Trial &trial) {
                             trial.contrast("without", "EACCES from bind").is(bind_denied(EACCES));
                             trial.expect("with", "EPERM from bind").is(allowed);
                         }};

const Claim toothless{.id = "some.toothless",
                      .sentence = "It cannot fail.",
                      .chapter = "some",
                      .topic = "some",
                      .statements = {said::ledger().data()},
                      .scenario = [](Trial &trial) { trial.expect("with", "ok").is(allowed); }};

const Claim elsewhere{.id = "some.elsewhere",
                      .sentence = "It needs what is not here.",
                      .chapter = "some",
                      .topic = "some",
                      .statements = {said::ledger().data()},
                      .scenario = [](Trial &trial) { trial.needs("IPv6"); }};

/// Holds at every other trial.
const Claim unsteady{.id = "some.unsteady",
                     .sentence = "It holds now and then.",
                     .chapter = "some",
                     .topic = "some",
                     .statements = {said::ledger().data()},
                     .scenario = [](Trial &trial) {
                         static unsigned trials = 0;
                         trial.contrast("without", "EACCES from bind").is(bind_denied(EACCES));
                         trial.expect("with", ++trials % 2 == 1 ? "ok" : "EPERM from bind").is(allowed);
                     }};

Options quietly()
{
    Options options;
    options.quiet = true;
    return options;
}

int status_of(const std::vector<const Claim *> &claims, Options options = quietly())
{
    Session session(std::move(options), here, claims.size());
    for (const auto *claim : claims)
        session.perform(*claim);
    return session.finish();
}

} // namespace

TEST_CASE("A run returns what it came to", "[session]")
{
    using namespace suites::session;
    CHECK(status_of({&steady}) == no_surprise);
    CHECK(status_of({&steady, &elsewhere}) == no_surprise);
    CHECK(status_of({&elsewhere}) == nothing_observed);
    CHECK(status_of({}) == nothing_observed);
    CHECK(status_of({&steady, &contradicted}) == surprise);
    CHECK(status_of({&steady, &contradicted, &toothless}) == broken);
}

TEST_CASE("A claim that was chosen and never came to an end breaks the run", "[session]")
{
    Session session(quietly(), here, 2);
    session.perform(steady);
    CHECK(session.finish() == suites::session::broken);
}

TEST_CASE("A run leaves a row and evidence of each claim", "[session]")
{
    const Scratch scratch;
    auto options = quietly();
    options.output = scratch.path();
    CHECK(status_of({&steady, &contradicted}, options) == suites::session::surprise);
    const auto folder = scratch / "linux-6.1.140";
    CHECK(names_in(folder) ==
          std::vector<std::string>{"catalogue.json", "conflict", "evidence", "evidence/some.contradicted.json",
                                   "evidence/some.steady.json", "results.json", "summary.md", "transcripts",
                                   "transcripts/some.contradicted.txt", "transcripts/some.steady.txt"});
    const auto results = nlohmann::json::parse(contents(folder / "results.json"));
    CHECK(results["complete"] == true);
    CHECK(results["summary"]["pass"] == 1);
    CHECK(results["summary"]["surprises"] == 1);
}

TEST_CASE("A run whose results cannot be written is broken and never complete", "[session]")
{
    const Scratch scratch;
    auto options = quietly();
    options.output = scratch.path();
    Session session(options, here, 2);
    session.perform(steady);
    {
        const FullDisk full(16);
        session.perform(contradicted);
    }
    CHECK(session.finish() == suites::session::broken);
    const auto results = nlohmann::json::parse(contents(scratch / "linux-6.1.140" / "results.json"));
    CHECK(results["complete"] == false);
    CHECK(results["results"].size() == 1);
}

TEST_CASE("A run in a guest says between the trials of one claim that it goes on", "[session]")
{
    const auto signs_of_life = [](unsigned repeat) {
        const Scratch scratch;
        const int line = open((scratch / "line").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        REQUIRE(line >= 0);
        auto options = quietly();
        options.stream = line;
        options.repeat = repeat;
        CHECK(status_of({&steady}, options) == suites::session::no_surprise);
        close(line);
        const auto sent = contents(scratch / "line");
        std::size_t signs = 0;
        for (auto at = sent.find("\nalive\n"); at != std::string::npos; at = sent.find("\nalive\n", at + 1))
            ++signs;
        return signs;
    };
    CHECK(signs_of_life(1) == 0);
    CHECK(signs_of_life(4) == 3);
}

TEST_CASE("A claim that comes out otherwise when it is repeated is a surprise", "[session]")
{
    auto options = quietly();
    options.repeat = 3;
    Session session(options, here, 2);
    CHECK(name(session.perform(steady).result) == "pass");
    const auto &row = session.perform(unsteady);
    CHECK(name(row.result) == "fail");
    CHECK(surprising(row.result));
    CHECK(row.trials == 2);
    CHECK(row.because() == "the verdict changed from pass to fail at trial 2");
    CHECK(session.finish() == suites::session::surprise);
}

TEST_CASE("Only one session is in progress", "[session]")
{
    CHECK_THROWS(Session::current());
    {
        const Session session(quietly(), here, 0);
        CHECK(&Session::current() == &session);
    }
    CHECK_THROWS(Session::current());
}
