// claims-bench: measures what the documents say of performance. See --help.

#include "bench/options.hpp"
#include "bench/questions.hpp"
#include "platform/platform.hpp"
#include "platform/privilege.hpp"
#include "record/folder.hpp"
#include "record/tell.hpp"
#include "session/status.hpp"
#include "stage/performance.hpp"
#include "words/feature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace {

using namespace suites::bench;

constexpr unsigned loads_at_most = 4;
constexpr unsigned workers = 4;

stage::Troupe troupe(const platform::Platform &here)
{
    constexpr std::chrono::seconds patience{10};
    stage::Troupe made;
    made.actor = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "actor";
    made.patience = patience;
    made.lacks = [&here](std::string_view feature) -> std::optional<std::string> {
        if (const auto *missing = here.lacks(feature)) return missing->found;
        return std::nullopt;
    };
    return made;
}

/// One protocol's arms, for as long as they are needed.
struct Protocol {
    std::shared_ptr<stage::Performance> performance;
    std::optional<Experiment> experiment;
    Played played;
};

Protocol play(const stage::Troupe &troupe, const stage::Transport &net, const Size &size,
              std::chrono::milliseconds time)
{
    Protocol made{.performance = std::make_shared<stage::Performance>(troupe), .experiment = {}, .played = {}};
    try {
        made.performance->needs(words::feature::private_hosts); // the load is for nobody but us
        made.performance->needs(words::feature::reuse_port);
        made.experiment.emplace(stage::Host(made.performance, "host"), net, size);
        made.experiment->play_for(time);
    } catch (const stage::Missing &reason) {
        made.played.gap = judgement::Gap{.variant = "", .missing = reason.capability, .found = reason.found};
    } catch (const std::exception &reason) {
        made.played.broken = reason.what();
    }
    return made;
}

void show(const Experiment &experiment, const std::string &what)
{
    fmt::print("{:<23} {:>15} {:>12} {:>11} {:>8}\n", fmt::format("{}, {} rounds", what, experiment.rounds()),
               "per CPU second", "per second", "99 % in ms", "% lost");
    for (const auto arm : all_arms) {
        const auto total = experiment.total(arm);
        const auto wait = total.p99 > 0 ? fmt::format("{:.2f}", 1e3 * total.p99) : "-";
        fmt::print("{:<23} {:>15.0f} {:>12.0f} {:>11} {:>8.2f}\n", name(arm), 1 / total.cost(), total.rate(), wait,
                   1e2 * total.lost());
    }
    fmt::print("\n");
}

judgement::Evidence evidence_of(const record::Row &row, const Protocol &protocol, const std::string &label)
{
    judgement::Evidence evidence;
    evidence.trial = {.claim = row.id, .findings = row.findings, .gaps = row.gaps, .broken = {}};
    evidence.sentence = row.sentence;
    evidence.statements = row.statements;
    evidence.platform = label;
    for (const auto &[variant, line] : protocol.performance->transcript())
        evidence.transcript.push_back({.variant = variant, .line = line});
    return evidence;
}

int run(const Options &options)
{
    const auto here = platform::probe(platform::gain_privilege());
    const auto machine = look();
    std::optional<record::Folder> folder;
    if (options.output) folder.emplace(*options.output / (here.label + "-bench"), here, 0);

    const auto with = troupe(here);
    const auto loads = std::clamp(machine.processors > workers ? machine.processors - workers : 1U, 1U, loads_at_most);
    const auto each = std::chrono::milliseconds(std::chrono::seconds(options.seconds)) / 2;
    const auto tcp = play(with, stage::tcp4, {.loads = loads, .count = 1000, .at_once = 64}, each);
    const auto udp = play(with, stage::udp4, {.loads = loads, .count = 20000, .at_once = 64}, each);
    fmt::print("{}: {} processors; load by {} process{}\n\n", here.label, machine.processors, loads,
               loads == 1 ? "" : "es");
    if (tcp.experiment && tcp.experiment->rounds() > 0) show(*tcp.experiment, "connections");
    if (udp.experiment && udp.experiment->rounds() > 0) show(*udp.experiment, "datagrams");

    std::vector<record::Row> rows;
    record::Summary summary;
    for (const auto &question : questions()) {
        const auto &protocol = question.stream ? tcp : udp;
        auto played = protocol.played;
        if (protocol.experiment) played.experiment = &*protocol.experiment;
        rows.push_back(answered(question, played, machine));
        summary.count(rows.back().result);
        if (folder) folder->keep(rows.back(), evidence_of(rows.back(), protocol, here.label));
        fmt::print("{}: {}\n{}{}\n", name(rows.back().result), question.id,
                   record::wrapped(std::string(question.sentence), "    "),
                   record::wrapped(rows.back().because(), "    "));
    }
    if (folder) {
        folder->finish();
        fmt::print("results: {}\n", (folder->path() / "results.json").string());
    }
    if (summary.broken > 0) return suites::session::broken;
    return summary.pass + summary.fail == 0 ? suites::session::nothing_observed : suites::session::no_surprise;
}

} // namespace

int main(int count, char **arguments)
{
    try {
        const auto read = read_options(count, arguments);
        return read.options ? run(*read.options) : read.status;
    } catch (const record::Occupied &reason) {
        std::fprintf(stderr, "claims-bench: %s\n", reason.what());
        return suites::session::usage_error;
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "claims-bench: %s\n", reason.what());
        return suites::session::broken;
    }
}
