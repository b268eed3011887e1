#include "bench/options.hpp"

#include "session/status.hpp"

#include <CLI/CLI.hpp>

namespace suites::bench {

namespace {

constexpr auto purpose = R"(Measures what SO_REUSEPORT gains, side by side: one process, the same again,
four workers at one socket, four with SO_REUSEPORT, in turn, round by round.
Traffic stays on the loopback of a network namespace of its own.
)";

constexpr auto footer = R"(
Processor time of the servers for each connection and datagram is compared on
any machine. What the clock tells (connections and datagrams in a second, the
99th percentile, losses) is compared where 8 processors are idle; anywhere else
it is not observed, and the reason is told. So it is when an arm differs from
itself by more than 10 percent.

The results folder is DIR/<platform>-bench/, in the form of that of claims.

Exit status: 0 something was observed, whatever it was; 2 broken; 4 nothing
could be observed; 64 wrong usage.)";

} // namespace

Read read_options(int count, char **arguments)
{
    Options options;
    std::string output;
    CLI::App app{purpose, "claims-bench"};
    app.footer(footer);
    app.get_formatter()->column_width(24);
    app.add_option("--output", output, "Leave results in DIR/<platform>-bench/")
        ->check([](const std::string &text) { return text.empty() ? "an empty path is none" : ""; })
        ->option_text("DIR");
    app.add_option("--seconds", options.seconds, "Time for the rounds, 20 unless told")
        ->check(CLI::Range(1U, 3600U))
        ->option_text("N");
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError &error) {
        return {.options = std::nullopt, .status = app.exit(error) == 0 ? session::no_surprise : session::usage_error};
    }
    if (!output.empty()) options.output = output;
    return {.options = std::move(options), .status = session::no_surprise};
}

} // namespace suites::bench
