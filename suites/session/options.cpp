#include "session/options.hpp"

#include "session/status.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>
#include <random>

namespace suites::session {

namespace {

constexpr auto purpose = R"(Puts the documented claims about SO_REUSEADDR and SO_REUSEPORT to the test on
this kernel.
)";

constexpr auto footer = R"(
Examples:
  claims                                 every claim, and a summary
  claims tcp.restart.reuseaddr           one claim, in full
  claims 'udp.*' hijack                  by glob, or by chapter
  claims --explain udp.sharing.spread    what it tests, how, and what is known
  claims --output results                leaves results/<platform>/results.json,
                                         evidence/, transcripts/ and summary.md

Verdicts: pass, fail, platform-divergent. Apart from them: not observed (it
could not be tried here; the missing capability is named) and broken (the suite
itself failed). A surprise is a verdict that nobody predicted.

Exit status: 0 no surprise, 1 surprise, 2 broken, 4 nothing could be observed,
64 wrong usage.)";

/// What CLI11 makes of such a text by itself depends on its version: it takes "-1" for a number, or "" for none.
std::string whole_number(const std::string &text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? "" : "'" + text + "' is no whole number";
}

/// Not CLI::Range: no bound keeps "nan" out of it.
std::string factor(const std::string &text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && value >= 0.1 && value <= 1000 ? "" : "'" + text + "' is no number from 0.1 to 1000";
}

std::string path(const std::string &text) { return text.empty() ? "an empty path is none" : ""; }

} // namespace

Read read_options(int count, char **arguments)
{
    Options options;
    options.seed = std::random_device{}();
    bool list = false;
    bool explain = false;
    bool catalogue = false;
    bool probe = false;
    std::string output;

    CLI::App app{purpose, "claims"};
    app.footer(footer);
    app.get_formatter()->column_width(24);
    app.add_option("claims", options.wanted, "Ids, globs ('tcp.*') or chapters; all when none named")
        ->option_text("WHICH...");
    app.add_flag("--list", list, "Name the claims with their sentences and stop");
    app.add_flag("--explain", explain, "Say how they are tested and what is known of them");
    app.add_flag("--catalogue", catalogue, "Print all that is known beforehand as JSON and stop");
    app.add_flag("--probe", probe, "Say what this platform offers and how that was found");
    app.add_option("--output", output, "Leave results in DIR/<platform>/")->check(path)->option_text("DIR");
    app.add_option("--seed", options.seed, "Order the claims as the run with this seed did")
        ->check(whole_number)
        ->option_text("N");
    app.add_option("--repeat", options.repeat, "Try each so many times; no verdict must change")
        ->check(CLI::Range(1U, 1000000U))
        ->option_text("N");
    app.add_option("--timeout-factor", options.timeout_factor, "Wait so many times longer (slow machines)")
        ->check(factor)
        ->option_text("X");
    app.add_flag("--waits", options.waits, "Also the claims that wait for minutes");
    app.add_flag("--strict", options.strict, "Every fail is red, a predicted one too");
    app.add_flag("--timings", options.timings, "Print what the trials cost");
    app.add_flag("--quiet", options.quiet, "Print the summary only");
    app.add_flag("--ambient", options.ambient, "Use no network namespaces, even where there are some");
    // For the build and for the house's own tests; of no use to anybody else.
    app.add_flag("--ctest", options.for_ctest)->group("");
    app.add_flag("--list-for-ctest", options.list_for_ctest)->group("");
    app.add_option("--lie", options.lie)->group("");
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError &error) {
        return {.options = std::nullopt, .status = app.exit(error) == 0 ? no_surprise : usage_error};
    }
    const std::array deeds{list, explain, catalogue, probe};
    if (std::count(deeds.begin(), deeds.end(), true) > 1) {
        std::cerr << "claims: --list, --explain, --catalogue and --probe do not go together\n";
        return {.options = std::nullopt, .status = usage_error};
    }
    if (list || options.list_for_ctest) options.deed = Deed::list;
    if (explain) options.deed = Deed::explain;
    if (catalogue) options.deed = Deed::catalogue;
    if (probe) options.deed = Deed::probe;
    if (!output.empty()) options.output = output;
    return {.options = std::move(options), .status = no_surprise};
}

} // namespace suites::session
