#include "bench/questions.hpp"

#include "bench/ratio.hpp"
#include "judgement/answers.hpp"

#include <fmt/format.h>

namespace suites::bench {

using judgement::Finding;
using judgement::Judged;
using judgement::NotObserved;
using judgement::Role;
using judgement::Statistic;
using judgement::Verdict;
using said::operator""_said; // NOLINT(misc-unused-using-decls): tidy overlooks literals that are evaluated at once

namespace {

constexpr double most_difference = 0.10; ///< that an arm may have from itself
constexpr double told_loss = 0.15;       ///< of a single process
constexpr double percent = 100;
constexpr double processors_of_the_guide = 4; ///< n times the rate on all of them takes n/4 of it on each

/// How much better the arm is than one process: above one is better, whatever is measured.
Ratio gain(const Experiment &played, Measure measure, Arm arm)
{
    const auto better = [&](double (Round::*value)() const, bool less_is_better) {
        const auto here = played.series(arm, value);
        const auto one = played.series(Arm::one_process, value);
        return less_is_better ? ratio(one, here) : ratio(here, one);
    };
    switch (measure) {
    case Measure::rate:
    case Measure::loss: return better(&Round::rate, false);
    case Measure::wait: return better(&Round::wait, true);
    case Measure::cost: return better(&Round::cost, true);
    }
    return {};
}

/// "as told" when the interval reaches the factor or lies beyond it.
std::string against(double factor, const Ratio &seen) { return seen.high >= factor ? "as told" : "less than told"; }

Finding compared(const Question &question, const Experiment &played, Role role, Arm arm)
{
    const auto seen = gain(played, question.measure, arm);
    Statistic statistic{.name = fmt::format("times better ({:.2f} to {:.2f}) in rounds", seen.low, seen.high),
                        .value = seen.middle,
                        .bound = question.factor,
                        .false_alarm = 1 - confidence,
                        .flows = seen.rounds,
                        .counts = {}};
    const bool free = role == Role::contrast; // a control: told, not judged
    return {.role = role,
            .variant = "",
            .name = std::string(name(arm)) + " against one process",
            .expected = free ? judgement::any_of({"as told", "less than told"}) : judgement::Expected{"as told"},
            .seen = {against(question.factor, seen), std::move(statistic)}};
}

NotObserved not_by_this_machine(std::string reason)
{
    return {.missing = "a machine that can tell", .found = std::move(reason)};
}

/// Why the rounds decide nothing.
std::optional<std::string> undecided(const Question &question, const Experiment &played)
{
    constexpr unsigned least_rounds = 10;
    if (played.rounds() < least_rounds) {
        return fmt::format("{} rounds in the time there was, {} needed", played.rounds(), least_rounds);
    }
    const auto itself = gain(played, question.measure, Arm::one_process_again);
    if (itself.difference() > most_difference) {
        return fmt::format("the same arm played twice differs by up to {:.0f} %, {:.0f} % at most: {}",
                           percent * itself.difference(), percent * most_difference, itself.text());
    }
    return std::nullopt;
}

Finding loss_of(const Experiment &played, Arm arm)
{
    const auto total = played.total(arm);
    const auto lost = total.sent - total.served;
    Statistic statistic{
        .name = "percent lost",
        .value = percent * total.lost(),
        .bound = 0,
        .false_alarm = 0,
        .flows = played.rounds(),
        .counts = {{"sent", static_cast<std::uint64_t>(total.sent)}, {"lost", static_cast<std::uint64_t>(lost)}}};
    return {.role = arm == Arm::four_workers ? Role::expectation : Role::contrast,
            .variant = "",
            .name = "what " + std::string(name(arm)) + " loses",
            .expected = arm == Arm::four_workers ? judgement::Expected{"nothing"} : judgement::Expected{"some"},
            .seen = {lost > 0 ? "some" : "nothing", std::move(statistic)}};
}

judgement::Result judged(const std::vector<Finding> &findings, std::string because)
{
    Judged result;
    for (const auto &finding : findings) {
        if (finding.role == Role::expectation && !finding.holds()) result.verdict = Verdict::fail;
    }
    result.because.push_back(std::move(because));
    return result;
}

judgement::Result compare(const Question &question, const Experiment &played, std::vector<Finding> &findings)
{
    findings.push_back(compared(question, played, Role::contrast, Arm::shared_socket));
    findings.push_back(compared(question, played, Role::expectation, Arm::four_workers));
    return judged(
        findings,
        fmt::format("four with SO_REUSEPORT were {} times better than one process, four at one socket {}; "
                    "the document has it {:.2f} times. Means of {} interleaved rounds with their {:.0f} % intervals "
                    "(Student's, of logarithms); one process against itself: {}",
                    gain(played, question.measure, Arm::four_workers).text(),
                    gain(played, question.measure, Arm::shared_socket).text(), question.factor, played.rounds(),
                    percent * confidence, gain(played, question.measure, Arm::one_process_again).text()));
}

judgement::Result lose(const Experiment &played, std::vector<Finding> &findings)
{
    const auto alone = played.total(Arm::one_process);
    if (alone.lost() < told_loss) {
        return not_by_this_machine(fmt::format("the load makes one process lose {:.1f} %, {:.0f} % needed",
                                               percent * alone.lost(), percent * told_loss));
    }
    findings.push_back(loss_of(played, Arm::one_process));
    findings.push_back(loss_of(played, Arm::four_workers));
    return judged(findings, fmt::format("at the same load one process lost {:.1f} %, four with SO_REUSEPORT lost "
                                        "{:.1f} %, four at one socket {:.1f} %, in {} interleaved rounds",
                                        percent * alone.lost(), percent * played.total(Arm::four_workers).lost(),
                                        percent * played.total(Arm::shared_socket).lost(), played.rounds()));
}

judgement::Result answer(const Question &question, const Played &played, const Machine &machine,
                         std::vector<Finding> &findings)
{
    if (question.measure != Measure::cost) {
        if (const auto reason = machine.cannot_time(processors_for_the_clock)) return not_by_this_machine(*reason);
    }
    if (played.broken) return judgement::Broken{*played.broken};
    if (played.gap) return NotObserved{.missing = played.gap->missing, .found = played.gap->found};
    if (const auto reason = undecided(question, *played.experiment)) return not_by_this_machine(*reason);
    return question.measure == Measure::loss ? lose(*played.experiment, findings)
                                             : compare(question, *played.experiment, findings);
}

} // namespace

const std::vector<Question> &questions()
{
    static const std::vector<Question> all{
        {.id = "bench.tcp.cost",
         .sentence = "With SO_REUSEPORT four workers spend so little processor time on a connection, against a single "
                     "process, that four processors can take 3.75 times as many.",
         .statements = {"perf.tcp-rate"_said, "tcp.rp-linear-scaling"_said, "cmp.rp-gain"_said},
         .factor = 3.75 / processors_of_the_guide},
        {.id = "bench.udp.cost",
         .sentence = "With SO_REUSEPORT four processes spend so little processor time on a datagram, against a single "
                     "one, that four processors can take five times as many.",
         .statements = {"perf.udp-rate"_said, "cmp.rp-gain"_said},
         .factor = 5.0 / processors_of_the_guide,
         .stream = false},
        {.id = "bench.tcp.rate",
         .sentence = "Four workers with SO_REUSEPORT take 3.75 times as many connections in a second as a single "
                     "process.",
         .statements = {"perf.tcp-rate"_said, "tcp.rp-linear-scaling"_said, "cmp.rp-gain"_said},
         .measure = Measure::rate,
         .factor = 3.75},
        {.id = "bench.tcp.p99",
         .sentence = "With four workers with SO_REUSEPORT 99 of 100 connections are answered 4.2 times sooner than "
                     "with a single process.",
         .statements = {"perf.tcp-p99"_said},
         .measure = Measure::wait,
         .factor = 4.2},
        {.id = "bench.udp.rate",
         .sentence = "Four processes with SO_REUSEPORT take five times as many datagrams in a second as a single one.",
         .statements = {"perf.udp-rate"_said, "cmp.rp-gain"_said},
         .measure = Measure::rate,
         .factor = 5,
         .stream = false},
        {.id = "bench.udp.loss",
         .sentence = "At a load of which a single process loses 15 percent or more, four with SO_REUSEPORT lose "
                     "nothing.",
         .statements = {"perf.udp-loss"_said},
         .measure = Measure::loss,
         .stream = false},
    };
    return all;
}

record::Row answered(const Question &question, const Played &played, const Machine &machine)
{
    record::Row row;
    row.id = question.id;
    row.sentence = question.sentence;
    row.chapter = "bench";
    row.topic = "performance";
    for (const auto *statement : question.statements)
        row.statements.emplace_back(statement->id);
    row.result = answer(question, played, machine, row.findings);
    return row;
}

} // namespace suites::bench
