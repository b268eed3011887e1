#include "house/example.hpp"

namespace house {

using judgement::Role;

namespace {

Made made(Role role, std::string name, const std::string &answer)
{
    return {{.role = role, .variant = "", .name = std::move(name), .expected = answer, .seen = answer, .step = 1}};
}

} // namespace

Made Made::seen(std::string text) const
{
    auto other = *this;
    other.finding.seen.text = std::move(text);
    return other;
}

Made Made::in(std::string variant) const
{
    auto other = *this;
    other.finding.variant = std::move(variant);
    return other;
}

Made Made::named(std::string name) const
{
    auto other = *this;
    other.finding.name = std::move(name);
    return other;
}

Made expectation(const std::string &answer) { return made(Role::expectation, "the heir restarts", answer); }
Made contrast(const std::string &answer) { return made(Role::contrast, "without the option", answer); }
Made premise(const std::string &answer) { return made(Role::premise, "the port is free", answer); }

platform::Platform linux_of(platform::Kernel kernel)
{
    return {.kind = platform::Kind::linux,
            .release = kernel.text() + "-example",
            .build = "#1 SMP",
            .machine = "x86_64",
            .kernel = kernel,
            .label = "linux-" + kernel.text(),
            .standing = "root",
            .ran_in = {},
            .features = {{.name = "private network namespaces", .available = true, .found = "tried, and it worked"},
                         {.name = "IPv6", .available = false, .found = "socket(AF_INET6): EAFNOSUPPORT"}}};
}

judgement::Evidence evidence(std::string claim)
{
    judgement::Evidence made;
    made.trial.claim = std::move(claim);
    made.trial.findings = {contrast("EADDRINUSE from bind").in("tcp4"), expectation("ok").in("tcp4"),
                           expectation("even").in("udp4").named("the receivers").seen("third alone")};
    made.trial.findings.back().seen.statistic = judgement::Statistic{.name = "chi-squared",
                                                                     .value = 2500.25,
                                                                     .bound = 41.5,
                                                                     .false_alarm = 1e-9,
                                                                     .flows = 1250,
                                                                     .counts = {{"first", 0}, {"third", 1250}}};
    made.trial.gaps = {{.variant = "tcp6", .missing = "IPv6", .found = "socket(AF_INET6): EAFNOSUPPORT"}};
    made.sentence = "With SO_REUSEADDR a server restarts at once although its old connections sit in TIME_WAIT.";
    made.statements = {"tw.ra-restart", "table.ra-time-wait"};
    for (const auto *line : {"heir born = ok", "heir socket s1 tcp4 = ok", "heir bind s1 0.0.0.0:8080 = EADDRINUSE",
                             "heir set s1 SO_REUSEADDR 1 = ok", "heir bind s1 0.0.0.0:8080 = ok"}) {
        made.transcript.push_back({.variant = "tcp4", .line = words::Line::parse(line)});
    }
    for (const auto *line : {"third born = ok", "third collect s1 = 0-1249"})
        made.transcript.push_back({.variant = "udp4", .line = words::Line::parse(line)});
    made.platform = "linux-6.1.140";
    made.programs = {{"nginx", "nginx version: nginx/1.22.1"}};
    made.seed = 18446744073709551615U;
    made.cpu_ms = 4.25;
    made.wall_ms = 60.5;
    return made;
}

record::Row row(const judgement::Evidence &evidence, judgement::Result result)
{
    return {.id = evidence.trial.claim,
            .sentence = evidence.sentence,
            .chapter = "tcp_restart",
            .topic = "restart",
            .statements = evidence.statements,
            .result = std::move(result),
            .findings = evidence.trial.findings,
            .gaps = evidence.trial.gaps,
            .evidence = "",
            .cpu_ms = evidence.cpu_ms,
            .wall_ms = evidence.wall_ms,
            .trials = 1};
}

} // namespace house
