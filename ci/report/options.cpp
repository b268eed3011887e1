#include "report/options.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace report {

namespace fs = std::filesystem;

namespace {

constexpr auto purpose = "Makes the compatibility report of one results.json or several.\n";

constexpr auto footer = R"(
Examples:
  report results/*/results.json -o report      the report of all that was run
  report diff old/results.json new/results.json    what changed

In DIR it leaves report.html, report.md, results.json (all platforms in one),
junit.xml, results.ktap and badge.json.

Exit status: 0 done, or nothing changed; 1 something changed (diff); 2 results
that cannot be read or a report that cannot be written; 64 wrong usage.)";

/// A folder stands for the results in it.
fs::path results_in(const fs::path &path) { return fs::is_directory(path) ? path / "results.json" : path; }

int complain(const std::string &about)
{
    std::cerr << "report: " << about << '\n';
    return usage_error;
}

} // namespace

Read read_options(int count, char **arguments)
{
    Options options;
    std::vector<std::string> files;
    std::vector<std::string> sides;
    std::string output;
    std::string baseline;
    constexpr std::size_t usual_limit = 60'000;
    options.limit = usual_limit;

    CLI::App app{purpose, "report"};
    app.footer(footer);
    app.get_formatter()->column_width(24);
    app.add_option("results", files, "results.json, or the folder that holds it")->option_text("FILE...");
    app.add_option("-o,--output", output, "Where the report goes; made when it is not there")->option_text("DIR");
    app.add_option("--baseline", baseline, "Tell in report.md what changed since these results")->option_text("FILE");
    app.add_option("--limit", options.limit, "The most bytes that report.md may have")
        ->check(CLI::Range(1000U, 100'000'000U))
        ->option_text("N");
    auto *diff = app.add_subcommand("diff", "Tell what changed from one results.json to another");
    diff->add_option("results", sides, "Before and after")->expected(2)->required()->option_text("A B");
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError &error) {
        return {.options = std::nullopt, .status = app.exit(error) == 0 ? done : usage_error};
    }
    options.compare = diff->parsed();
    if (options.compare && (!files.empty() || !output.empty() || !baseline.empty()))
        return {.options = std::nullopt, .status = complain("diff takes two results and nothing else")};
    if (!options.compare && files.empty())
        return {.options = std::nullopt, .status = complain("no results named; --help tells more")};
    if (!options.compare && output.empty())
        return {.options = std::nullopt, .status = complain("-o DIR is needed; --help tells more")};
    options.output = output;
    for (const auto &file : options.compare ? sides : files) {
        const auto results = results_in(file);
        std::error_code not_there;
        // What an earlier report has merged there is no run of its own.
        if (options.compare || !fs::equivalent(fs::absolute(results).parent_path(), options.output, not_there))
            options.files.push_back(results);
    }
    if (options.files.empty()) return {.options = std::nullopt, .status = complain("no results but the report's own")};
    if (!baseline.empty()) options.baseline = results_in(baseline);
    return {.options = std::move(options), .status = done};
}

} // namespace report
