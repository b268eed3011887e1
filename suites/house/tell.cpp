// What people read of results: whole texts, approved once, and the width of a terminal.

#include "record/tell.hpp"

#include "house/approved.hpp"
#include "house/example.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sstream>

using namespace house;
using judgement::Broken;
using judgement::Evidence;
using judgement::Judged;
using judgement::NotObserved;
using judgement::Verdict;
using record::Row;
using record::wrapped;

namespace {

const Judged a_surprise{.verdict = Verdict::fail,
                        .surprise = true,
                        .because = {"nobody predicted 'third alone' for 'udp4: the receivers'"},
                        .sources = {}};

const Judged a_divergence{
    .verdict = Verdict::platform_divergent,
    .surprise = false,
    .because = {"Sockets that share by SO_REUSEADDR alone are looked up one after the other, and the newest of those "
                "that fit best receives everything."},
    .sources = {"net/ipv4/udp.c, udp4_lib_lookup2() and compute_score(), in 5.10, 6.1, 6.12 and 7.3; socket(7), "
                "SO_REUSEADDR"}};

Evidence passing(const std::string &claim)
{
    auto made = evidence(claim);
    made.trial.findings.pop_back();
    made.trial.gaps.clear();
    return made;
}

/// A trial of everything that makes lines long.
Evidence wide()
{
    auto made = evidence("tcp.restart.a-claim-with-quite-a-long-id-but-not-too-long");
    made.sentence = "A server that restarts " + std::string("again and again ") +
                    "binds the port of its old "
                    "connections at once, on each of its addresses, whoever else may have held it in the meantime.";
    auto &finding = made.trial.findings.back();
    finding.variant = "udp6, SO_REUSEADDR and SO_REUSEPORT";
    finding.name = "the receivers of datagrams to an address that nobody else has bound";
    finding.expected = std::vector<std::string>{"first alone", "second alone", "third alone", "first and second"};
    finding.seen.text =
        "first, second, third, fourth, fifth, sixth, seventh, eighth and the ninth that nobody expected";
    finding.seen.statistic->counts = {{"first", 178}, {"second", 178}, {"third", 178},  {"fourth", 178},
                                      {"fifth", 178}, {"sixth", 178},  {"seventh", 182}};
    made.trial.gaps.front().found = "unshare(CLONE_NEWNET): EPERM (CAP_SYS_ADMIN is missing), and there is no user "
                                    "namespace to be had here either: ENOSPC from unshare(CLONE_NEWUSER)";
    return made;
}

std::vector<Row> one_of_each()
{
    auto unobserved = passing("tcp.restart.elsewhere");
    unobserved.trial.findings.clear();
    auto multicast = row(unobserved, NotObserved{.missing = "IPv6", .found = "socket(AF_INET6): EAFNOSUPPORT"});
    multicast.chapter = "multicast";
    const auto steady = passing("tcp.restart.steady");
    auto fallen = passing("udp.sharing.fallen");
    fallen.trial.findings.clear();
    auto sharing = row(fallen, Broken{"actor third has died, asked 'third collect s1'"});
    sharing.chapter = "udp_sharing";
    auto vanished = row(passing("udp.sharing.vanished"),
                        Judged{.verdict = Verdict::pass,
                               .surprise = true,
                               .because = {"the predicted 'EPERM' for 'the heir restarts' did not appear"},
                               .sources = {}});
    vanished.chapter = "udp_sharing";
    auto newest = row(evidence("udp.sharing.newest-receives"), a_divergence);
    newest.chapter = "udp_sharing";
    auto third = row(evidence("udp.sharing.third-receives"), a_surprise);
    third.chapter = "udp_sharing";
    return {multicast, row(steady, Judged{}), newest, third, sharing, vanished};
}

/// The longest line of those that can be broken: a command to be pasted stays whole, as a transcript's step does.
std::size_t width(const std::string &text)
{
    std::size_t widest = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Again: ") || line.starts_with("In C:  ")) continue;
        INFO(line);
        CHECK(line.size() <= 80);
        widest = std::max(widest, line.size());
    }
    return widest;
}

} // namespace

TEST_CASE("A text is broken at blanks and each line is indented", "[record]")
{
    CHECK(wrapped("one two three", "  ", 9) == "  one two\n  three\n");
    CHECK(wrapped("one two three", "  ", 8) == "  one\n  two\n  three\n");
    CHECK(wrapped("one two three", "", 80) == "one two three\n");
    CHECK(wrapped("  one \n two  ", "", 80) == "one two\n");
    CHECK(wrapped("", "", 80) == "\n");
}

TEST_CASE("A word that is too long for a line has one to itself", "[record]")
{
    CHECK(wrapped("a incomprehensibly b", "  ", 8) == "  a\n  incomprehensibly\n  b\n");
}

TEST_CASE("A line that fills its width to the last column is not broken", "[record]")
{
    CHECK(wrapped("12345 789", "", 9) == "12345 789\n");
    CHECK(wrapped("12345 7890", "", 9) == "12345\n7890\n");
}

TEST_CASE("A surprise is told in full", "[record]")
{
    const auto trial = evidence("udp.sharing.third-receives");
    check_approved("surprise.txt", tell(row(trial, a_surprise), trial));
}

TEST_CASE("A divergence is told with its reason and its source", "[record]")
{
    const auto trial = evidence("udp.sharing.newest-receives");
    check_approved("divergence.txt", tell(row(trial, a_divergence), trial));
}

TEST_CASE("A pass is told with its findings and its transcript", "[record]")
{
    const auto trial = passing("tcp.restart.steady");
    check_approved("pass.txt", tell(row(trial, Judged{}), trial));
}

TEST_CASE("What could not be tried is told with what was missing", "[record]")
{
    auto trial = evidence("tcp.restart.elsewhere");
    trial.trial.findings.clear();
    trial.transcript.clear();
    const auto &gap = trial.trial.gaps.front();
    check_approved("not-observed.txt",
                   tell(row(trial, NotObserved{.missing = gap.missing, .found = gap.found}), trial));
}

TEST_CASE("A broken trial is told with what broke", "[record]")
{
    auto trial = passing("udp.sharing.fallen");
    trial.trial.findings.pop_back();
    trial.transcript.back().line.answer.text = "(no answer)";
    check_approved("broken.txt", tell(row(trial, Broken{"actor third has died, asked 'third collect s1'"}), trial));
}

TEST_CASE("The end of a run counts by chapter and tells what is no plain pass", "[record]")
{
    check_approved("summary.txt", record::summary_text(one_of_each()));
    check_approved("summary.md", record::summary_markdown(linux_of({6, 1, 140}), one_of_each()));
}

TEST_CASE("A run of plain passes is told by its counts alone", "[record]")
{
    CHECK(record::summary_text({row(passing("tcp.restart.steady"), Judged{})}) ==
          "chapter                 pass  fail  divergent  not observed  broken  surprises\n"
          "tcp_restart                1     0          0             0       0          0\n");
}

TEST_CASE("What is told fits a terminal of 80 columns", "[record]")
{
    auto trial = wide();
    trial.transcript.clear();
    CHECK(width(tell(row(trial, a_divergence), trial)) > 70);
    CHECK(width(tell(row(trial, a_surprise), trial)) > 70);
    CHECK(width(record::summary_text({row(trial, a_divergence), row(trial, a_surprise)})) > 70);
    CHECK(width(record::summary_text(one_of_each())) > 70);
}

TEST_CASE("A bar in an answer does not break the table", "[record]")
{
    auto trial = evidence("some.claim");
    trial.trial.findings.back().seen.text = "a|b||c";
    const auto text = record::summary_markdown(linux_of({6, 1, 140}), {row(trial, a_surprise)});
    CHECK(text.find("a\\|b\\|\\|c") != std::string::npos);
}

TEST_CASE("A row tells of the findings that decided and of each once", "[record]")
{
    auto trial = passing("some.claim");
    trial.trial.findings.push_back(expectation("ok").in("tcp6"));
    CHECK(row(trial, Judged{}).documented() == "the heir restarts: ok");
    trial.trial.findings.push_back(expectation("ok").in("udp4").seen("EPERM"));
    trial.trial.findings.push_back(expectation("ok").in("udp6").seen("EPERM"));
    trial.trial.findings.push_back(contrast("EACCES").seen("ok"));
    CHECK(row(trial, a_surprise).documented() == "the heir restarts: ok; without the option: EACCES");
    CHECK(row(trial, a_surprise).seen() == "the heir restarts: EPERM; without the option: ok");
}

TEST_CASE("A summary counts each result once and surprises beside", "[record]")
{
    record::Summary summary;
    for (const auto &one : one_of_each())
        summary.count(one.result);
    CHECK(summary.pass == 2);
    CHECK(summary.fail == 1);
    CHECK(summary.platform_divergent == 1);
    CHECK(summary.not_observed == 1);
    CHECK(summary.broken == 1);
    CHECK(summary.surprises == 2);
}
