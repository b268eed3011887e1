#include "bench/many_results.hpp"

#include "judgement/evidence.hpp"
#include "platform/platform.hpp"
#include "record/row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>

namespace suites::bench {

namespace fs = std::filesystem;

namespace {

using judgement::Evidence;
using judgement::Judged;
using judgement::Role;
using judgement::Verdict;

/// Real results of 15 platforms show a claim in 2.3 groups on average, with 69 steps each.
std::size_t groups_of(std::size_t claim, std::size_t platforms)
{
    constexpr std::array<std::size_t, 20> usual{1, 2, 1, 2, 1, 6, 2, 1, 2, 4, 1, 2, 1, 6, 2, 1, 2, 4, 1, 4};
    return std::min(usual.at(claim % usual.size()), platforms);
}

constexpr unsigned flows = 48;

/// Which flows came to each of several sockets: chance, as it dealt on this platform. They are numbered from `first`
/// on.
std::vector<std::string> dealt(std::mt19937 &chance, std::size_t sockets, unsigned first)
{
    std::vector<std::string> all(sockets);
    for (auto flow = first; flow < first + flows; ++flow) {
        auto &text = all[chance() % sockets];
        text += fmt::format("{}{}", text.empty() ? "" : ",", flow);
    }
    std::replace(all.begin(), all.end(), std::string(), std::string("none"));
    return all;
}

/// Four workers share a port, one leaves, an intruder is refused: the same over IPv4 and IPv6.
Evidence trial(std::size_t claim, std::size_t group, std::mt19937 &chance)
{
    Evidence made;
    made.trial.claim = fmt::format("made-up.claim-{}", claim);
    made.sentence = fmt::format("Of {} servers that share a port by SO_REUSEPORT each gets its part, and when one of "
                                "them leaves the others get what would have been its own.",
                                claim + 2);
    made.statements = {"made-up.one", "made-up.two"};
    for (const std::string variant : {"udp4", "udp6"}) {
        const auto step = [&](const std::string &line) {
            made.transcript.push_back({.variant = variant, .line = words::Line::parse(line)});
        };
        const auto at = fmt::format("{}:{}", variant == "udp4" ? "127.0.0.1" : "[::1]", 8000 + claim);
        const auto found = [&](Role role, const std::string &name, const std::string &seen, const std::string &wanted) {
            made.trial.findings.push_back({.role = role,
                                           .variant = variant,
                                           .name = name,
                                           .expected = wanted,
                                           .seen = seen,
                                           .step = made.transcript.size()});
        };
        step("host born network:new = ok");
        const std::array workers{"first", "second", "third", "fourth"};
        for (const auto *who : workers) {
            step(fmt::format("{} born = ok", who));
            step(fmt::format("{} socket s1 {} = ok", who, variant));
            step(fmt::format("{} set s1 SO_REUSEPORT 1 = ok", who));
            step(fmt::format("{} bind s1 {} = ok", who, at));
        }
        step("client born = ok");
        const auto send = [&](unsigned first) {
            step(fmt::format("client send-flows {}:{}..{} {} {} 1 = {} sent", variant == "udp4" ? "127.0.0.1" : "[::1]",
                             20'000 + first, 20'000 + first + flows - 1, at, first, flows));
        };
        send(0);
        judgement::Statistic shares{
            .name = "chi-squared", .value = 0, .bound = 44.8, .false_alarm = 1e-9, .flows = 1250, .counts = {}};
        const auto before = dealt(chance, workers.size(), 0);
        for (std::size_t reader = 0; reader < workers.size(); ++reader) {
            step(fmt::format("{} collect s1 = {}", workers.at(reader), before[reader]));
            if (chance() % 32 == 0) step(fmt::format("{} collect s1 = none", workers.at(reader)));
            shares.counts.emplace_back(workers.at(reader), 290 + chance() % 45);
            shares.value += static_cast<double>(chance() % 100) / 25;
        }
        found(Role::expectation, "each gets its part", "even", "even");
        made.trial.findings.back().seen.statistic = shares;
        step("mallory born uid:1001 = ok");
        step(fmt::format("mallory socket s1 {} = ok", variant));
        step("mallory set s1 SO_REUSEADDR 1 = ok");
        step(fmt::format("mallory bind s1 {} = EADDRINUSE", at));
        found(Role::contrast, "a stranger without the option", "EADDRINUSE from bind", "EADDRINUSE from bind");
        step("second close s1 = ok");
        send(flows);
        const std::array left{"first", "third", "fourth"};
        const auto after = dealt(chance, left.size(), flows);
        for (std::size_t reader = 0; reader < left.size(); ++reader)
            step(fmt::format("{} collect s1 = {}", left.at(reader), after[reader]));
        const auto seen = group == 0 ? std::string("the others") : fmt::format("those of place {} alone", group);
        found(Role::expectation, "who gets what the second would have got", seen, "the others");
    }
    return made;
}

nlohmann::json row(const Evidence &evidence, std::size_t claim, std::size_t group)
{
    Judged judged;
    if (group > 0) {
        judged.verdict = group % 2 == 0 ? Verdict::fail : Verdict::platform_divergent;
        judged.because = {
            "The last of the group takes the place of the one that left, and all flows of the last move."};
        judged.sources = {"net/core/sock_reuseport.c, reuseport_detach_sock()"};
    }
    return to_json(record::Row{.id = evidence.trial.claim,
                               .sentence = evidence.sentence,
                               .chapter = "made_up",
                               .topic = fmt::format("topic {}", claim / 15),
                               .statements = evidence.statements,
                               .result = judged,
                               .findings = evidence.trial.findings,
                               .gaps = {},
                               .evidence = "evidence/" + evidence.trial.claim + ".json",
                               .cpu_ms = 4.5,
                               .wall_ms = 20.5,
                               .trials = 1});
}

} // namespace

std::vector<fs::path> many_results(const fs::path &folder, const Many &many)
{
    std::vector<fs::path> files;
    std::mt19937 chance(1); // NOLINT: the same each time
    for (std::size_t at = 0; at < many.platforms; ++at) {
        const platform::Kernel kernel{6, static_cast<int>(at), 0};
        const platform::Platform here{.kind = platform::Kind::linux,
                                      .release = kernel.text() + "-made-up",
                                      .build = "#1 SMP PREEMPT_DYNAMIC",
                                      .machine = "x86_64",
                                      .kernel = kernel,
                                      .label = "linux-" + kernel.text(),
                                      .standing = "root",
                                      .ran_in = "QEMU",
                                      .features = {}};
        const auto own = folder / here.label;
        fs::create_directories(own / "evidence");
        nlohmann::json rows = nlohmann::json::array();
        for (std::size_t claim = 0; claim < many.claims; ++claim) {
            const auto group =
                (at + claim) * groups_of(claim, many.platforms) / many.platforms % groups_of(claim, many.platforms);
            auto evidence = trial(claim, group, chance);
            evidence.platform = here.label;
            rows.push_back(row(evidence, claim, group));
            std::ofstream(own / "evidence" / (evidence.trial.claim + ".json")) << to_json(evidence);
        }
        const nlohmann::json file{{"schema", 1},      {"platform", record::to_json(here)},     {"seed", 1},
                                  {"complete", true}, {"summary", to_json(record::Summary{})}, {"results", rows}};
        files.push_back(own / "results.json");
        std::ofstream(files.back()) << file;
    }
    return files;
}

} // namespace suites::bench
