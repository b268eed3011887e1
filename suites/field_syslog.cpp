// syslog-ng and rsyslog themselves on port 514: by which of their inputs lines from many servers are logged, and what
// becomes of a burst.

#include "field_udp_scenes.hpp"

#include "udp_queue_scenes.hpp"

#include "stage/underway.hpp"

#include <fmt/format.h>

CHAPTER(field_syslog, "field");

using namespace suites;
using namespace suites::field_udp_scenes;
using udp_queue_scenes::held_by_one;
using udp_queue_scenes::likely_to_fit;
using udp_queue_scenes::losses;

namespace {

constexpr unsigned syslog_port = 514;
constexpr auto room_of_each = udp_queue_scenes::middling;
const std::string here = "127.0.0.1:514";

std::string file_of(std::size_t logger) { return "/tmp/log" + std::to_string(logger); }

/// A daemon with so many inputs on the one port, each of which logs into a file of its own, line by line as they came.
struct Loggers {
    Daemon daemon;
    std::vector<Actor> crew; ///< one for each input

    Loggers(Daemon of, const std::vector<Actor> &all, std::size_t count)
        : daemon(std::move(of)), crew(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count))
    {
    }

    /// What is in the files of each once they hold all of it but what the kernel dropped.
    [[nodiscard]] Reached logged(unsigned sent, std::uint64_t dropped) const
    {
        std::vector<std::string> words{std::to_string(sent - dropped)};
        std::vector<std::string> names;
        for (std::size_t at = 0; at < crew.size(); ++at) {
            words.push_back(file_of(at));
            names.push_back(crew[at].name());
        }
        (void)daemon.keeper().perform("await-lines", words); // what is missing after that, the files show
        Reached reached(names, sent, 1);
        for (std::size_t at = 0; at < crew.size(); ++at)
            reached.add(at, daemon.keeper().asked("tally-lines", file_of(at)).text);
        reached.dropped(dropped);
        return reached;
    }
};

Loggers syslog_ng(const Host &host, const std::vector<Actor> &crew, std::size_t inputs, const Sharing &options)
{
    auto daemon = host.daemon(feature::syslog_ng);
    std::string text = "@version: 3.38 \n options { stats-level(0); use-dns(no); };";
    for (std::size_t at = 0; at < inputs; ++at) {
        text +=
            fmt::format("\n source s{number} {{ network(ip(127.0.0.1) port(514) transport(udp) so-reuseport({port}) "
                        "so-rcvbuf({room}) persist-name(s{number}) flags(no-parse)); }};"
                        "\n destination d{number} {{ file(\"{file}\" template(\"${{MESSAGE}}\\n\")); }};"
                        "\n log {{ source(s{number}); destination(d{number}); }};",
                        fmt::arg("number", at), fmt::arg("port", options.port ? 1 : 0),
                        fmt::arg("room", room_of_each.bytes), fmt::arg("file", file_of(at)));
    }
    daemon.has_file("syslog-ng.conf", text);
    daemon.has_file("received", "syslog-ng-ctl stats -c /tmp/control | sed -n 's/^center;;received;a;processed;//p'");
    daemon.starts({"syslog-ng", "-F", "--no-caps", "-f", "/tmp/syslog-ng.conf", "-p", "/tmp/pid", "-R", "/tmp/persist",
                   "-c", "/tmp/control"});
    daemon.listens(udp4, here, inputs, inputs);
    return {daemon, crew, inputs};
}

Loggers rsyslog(const Host &host, const std::vector<Actor> &crew, std::size_t inputs)
{
    auto daemon = host.daemon(feature::rsyslog);
    std::string text = "global(workDirectory=\"/tmp\") \n module(load=\"imudp\") \n template(name=\"line\" "
                       "type=\"string\" string=\"%rawmsg%\\n\")";
    for (std::size_t at = 0; at < inputs; ++at) {
        text +=
            fmt::format("\n ruleset(name=\"r{number}\") {{ action(type=\"omfile\" file=\"{file}\" template=\"line\") }}"
                        "\n input(type=\"imudp\" address=\"127.0.0.1\" port=\"514\" ruleset=\"r{number}\" "
                        "rcvbufSize=\"{room}\")",
                        fmt::arg("number", at), fmt::arg("file", file_of(at)), fmt::arg("room", room_of_each.bytes));
    }
    daemon.has_file("rsyslog.conf", text);
    daemon.starts({"rsyslogd", "-n", "-i", "NONE", "-f", "/tmp/rsyslog.conf"});
    daemon.listens(udp4, here, inputs, inputs);
    return {daemon, crew, inputs};
}

/// How many lines syslog-ng says it has received: "those it logs", or the number.
std::string own_count(const Loggers &loggers, const Reached &logged)
{
    const auto line = loggers.daemon.says({"sh", "/tmp/received"});
    return line == std::to_string(logged.held()) ? "those it logs" : line;
}

/// What it logs of the lines of so many servers, a line of each, that came while it was stopped.
Reached burst(const Loggers &loggers, const Actor &client, unsigned count)
{
    std::uint64_t dropped = 0;
    {
        const Stopped stopped(loggers.daemon);
        const auto queues = on_loan(loggers.daemon, udp4, here, loggers.crew);
        for (const auto &queue : queues)
            (void)queue.newly_dropped(); // those of an earlier burst
        const Underway lines(client, udp4, clients(20000, count, syslog_port));
        for (const auto &queue : queues)
            dropped += queue.newly_dropped();
        leave(queues);
    }
    return loggers.logged(count, dropped);
}

} // namespace

CLAIM(
    "field.syslog-ng.distributed",
    "What many servers log to the four sources of syslog-ng with `so-reuseport(1)` is distributed, each line to one of "
    "them, and none is dropped of a burst that would overflow one.",
    "use.syslog"_said)
{
    trial.needs(feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const auto room = held_by_one(crew, client, udp4, room_of_each);
    const auto count = room * 3 / 2;
    trial.premise("whether they fit into four queues", likely_to_fit(count, room)).is("surely");
    const auto others = burst(syslog_ng(host, crew, 4, reuse_addr), client, count);
    trial.contrast("what becomes of a burst with `so-reuseport(0)`", losses(others)).is("overflowed");
    trial.contrast("who logs that", others.receiver()).is("fourth alone");
    const auto loggers = syslog_ng(host, crew, 4, reuse_port);
    const auto logged = burst(loggers, client, count);
    trial.expect("what becomes of it with `so-reuseport(1)`", losses(logged)).is("nothing dropped");
    trial.expect("who logs it", logged).is(all_four);
    trial.expect("how many lines it has received by its own count", own_count(loggers, logged)).is("those it logs");
}

CLAIM("field.syslog-ng.no-drops",
      "The four sources of syslog-ng with `so-reuseport(1)` drop nothing, however much pours in while they are busy.",
      "use.syslog"_said)
{
    trial.needs(feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const auto count = 8 * held_by_one(crew, client, udp4, room_of_each);
    const auto alone = burst(syslog_ng(host, crew, 1, neither), client, count);
    trial.contrast("what becomes of a burst with one source", losses(alone)).is("overflowed");
    const auto loggers = syslog_ng(host, crew, 4, reuse_port);
    const auto logged = burst(loggers, client, count);
    trial.expect("what becomes of it with four", losses(logged)).is("nothing dropped");
    trial.expect("what becomes of each line", logged.sum()).is("received + dropped = sent");
    trial.expect("how many lines it has received by its own count", own_count(loggers, logged)).is("those it logs");
}

CLAIM("field.rsyslog.distributed",
      "What many servers log to the four inputs of rsyslog is distributed, each line to one of them, and none is "
      "dropped of a burst that would overflow one.",
      "use.syslog"_said)
{
    trial.needs(feature::drop_counter);
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    const auto room = held_by_one(crew, client, udp4, room_of_each);
    const auto count = room * 3 / 2;
    const auto alone = burst(rsyslog(host, crew, 1), client, count);
    trial.contrast("what becomes of a burst with one input", losses(alone)).is("overflowed");
    trial.contrast("who logs that", alone.receiver()).is("first alone");
    const auto logged = burst(rsyslog(host, crew, 4), client, count);
    trial.expect("what becomes of it with four", losses(logged)).is("nothing dropped");
    trial.expect("who logs it", logged.receiver()).is(all_four);
}
