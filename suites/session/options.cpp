#include "session/options.hpp"

#include "session/status.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cctype>
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
  claims --judge results/*/              recorded evidence, judged again
  claims bisect udp.sharing.spread       one verdict as git bisect run wants it
  claims --reproducer ID > id.c          for a bug report: plain C, libc alone
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

/// What a folder may be called, and a report's anchor.
std::string label(const std::string &text)
{
    const auto fits = [](char one) {
        return std::isalnum(static_cast<unsigned char>(one)) != 0 ||
               std::string_view(".+_-").find(one) != std::string_view::npos;
    };
    const bool good = !text.empty() && std::isalnum(static_cast<unsigned char>(text.front())) != 0 &&
                      std::all_of(text.begin(), text.end(), fits);
    return good ? "" : "'" + text + "' is no name of a platform";
}

std::string path(const std::string &text) { return text.empty() ? "an empty path is none" : ""; }

} // namespace

Read read_options(int count, char **arguments)
{
    Options options;
    options.seed = std::random_device{}();
    bool list = false;
    bool explain = false;
    bool reproducer = false;
    bool catalogue = false;
    bool probe = false;
    bool judge = false;
    std::string output;
    int stream = -1;
    std::string matrix = "usual";

    CLI::App app{purpose, "claims"};
    app.footer(footer);
    app.get_formatter()->column_width(24);
    app.add_option("claims", options.wanted, "Ids, globs ('tcp.*') or chapters; all when none named")
        ->option_text("WHICH...");
    app.add_flag("--list", list, "Name the claims with their sentences and stop");
    app.add_flag("--explain", explain, "Say how they are tested and what is known of them");
    app.add_flag("--reproducer", reproducer, "Print one, or an evidence/ID.json, as a C program");
    app.add_flag("--catalogue", catalogue, "Print all that is known beforehand as JSON and stop");
    app.add_flag("--probe", probe, "Say what this platform offers and how that was found");
    app.add_flag("--judge", judge, "Judge results folders again by what is known today");
    app.add_option("--output", output, "Leave results in DIR/<platform>/")->check(path)->option_text("DIR");
    app.add_option("--label", options.label, "Call the platform so, and the folder too")
        ->check(label)
        ->option_text("NAME");
    app.add_option("--seed", options.seed, "Order the claims as the run with this seed did")
        ->check(whole_number)
        ->option_text("N");
    app.add_option("--repeat", options.repeat, "Try each so many times; no verdict must change")
        ->check(CLI::Range(1U, 1000000U))
        ->option_text("N");
    app.add_option("--timeout-factor", options.timeout_factor, "Wait so many times longer (slow machines)")
        ->check(factor)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast) // the matrix puts its own before the user's
        ->option_text("X");
    app.add_flag("--waits", options.waits, "Also the claims that wait for minutes");
    app.add_option("--matrix", matrix, "'full': every cell of the conflict matrix")
        ->check(CLI::IsMember({"usual", "full"}))
        ->option_text("WIDTH");
    app.add_option("--transcript", options.transcript, "Print a cell's transcript and stop")->option_text("FILE:CELL");
    app.add_flag("--strict", options.strict, "Every fail is red, a predicted one too");
    app.add_flag("--timings", options.timings, "Print what the trials cost");
    app.add_flag("--quiet", options.quiet, "Print the summary only");
    app.add_flag("--ambient", options.ambient, "Use no network namespaces, even where there are some");
    // For the build, the guests of the matrix and the house's own tests; of no use to anybody else.
    app.add_option("--stream", stream)->group("")->check(CLI::Range(0, 1023));
    app.add_option("--ran-in", options.ran_in)->group("");
    app.add_flag("--ctest", options.for_ctest)->group("");
    app.add_flag("--list-for-ctest", options.list_for_ctest)->group("");
    app.add_option("--lie", options.lie)->group("");
    auto *const bisect = app.add_subcommand("bisect", "Put one claim to the test for git bisect run");
    std::string bisected;
    bisect->add_option("claim", bisected, "Its id")->required()->option_text("ID");
    bisect->add_option("--good", options.good, "The verdict that is good")
        ->check(CLI::IsMember({"pass", "fail", "platform-divergent"}))
        ->option_text("VERDICT");
    bisect->footer("Exit status: 0 good, 1 another verdict, 125 none: it could not be observed.");
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError &error) {
        return {.options = std::nullopt, .status = app.exit(error) == 0 ? no_surprise : usage_error};
    }
    const std::array deeds{list,  explain, reproducer,       catalogue,
                           probe, judge,   bisect->parsed(), !options.transcript.empty()};
    if (std::count(deeds.begin(), deeds.end(), true) > 1) {
        std::cerr << "claims: --list, --explain, --reproducer, --catalogue, --probe, --judge, --transcript "
                     "and bisect do not go together\n";
        return {.options = std::nullopt, .status = usage_error};
    }
    if (list) options.deed = Deed::list;
    if (explain) options.deed = Deed::explain;
    if (reproducer && options.wanted.size() != 1) {
        std::cerr << "claims: --reproducer takes one id, or one file of evidence\n";
        return {.options = std::nullopt, .status = usage_error};
    }
    if (reproducer) options.deed = Deed::reproduce;
    if (catalogue) options.deed = Deed::catalogue;
    if (probe) options.deed = Deed::probe;
    if (judge) options.deed = Deed::judge;
    if (bisect->parsed()) {
        options.deed = Deed::bisect;
        options.wanted = {bisected};
    }
    if (options.list_for_ctest) options.deed = Deed::list; // of what the other words would do, told by ids
    if (judge && options.wanted.empty()) {
        std::cerr << "claims: --judge needs the folders of the results\n";
        return {.options = std::nullopt, .status = usage_error};
    }
    if (!options.transcript.empty()) options.deed = Deed::transcript;
    options.full_matrix = matrix == "full";
    if (!output.empty()) options.output = output;
    if (stream >= 0) options.stream = stream;
    return {.options = std::move(options), .status = no_surprise};
}

} // namespace suites::session
