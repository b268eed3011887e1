// matrix: runs the claims on many kernels. See --help; ci/matrix builds it and what it needs first.

#include "kernels/matrix.hpp"
#include "kernels/options.hpp"
#include "record/file.hpp"
#include "record/lock.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <sstream>

namespace {

using namespace kernels;

constexpr int no_surprise = 0;
constexpr int broken = 2;
constexpr int nothing_observed = 4;
constexpr int not_to_be_said = 125;
constexpr int usage_error = 64;

std::atomic<bool> stop = false;
static_assert(std::atomic<bool>::is_always_lock_free); // a signal handler sets it

void stop_on_signals()
{
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        std::signal(number, [](int) { stop = true; });
    std::signal(SIGPIPE, SIG_IGN);
}

std::vector<Row> rows_of(const Options &options, const Plan &plan)
{
    if (options.kernel.empty()) return chosen(plan, options.rows);
    return {{.name = "own", .engine = Engine::qemu, .kernel = options.kernel, .modules = options.modules}};
}

/// The claims that these arguments choose, asked of the program itself: nothing boots for a misspelt id.
struct Asked {
    std::vector<std::string> claims;
    bool understood = false;
};

Asked asked_claims(const Options &options)
{
    std::vector<std::string> words{(options.programs / "claims").string(), "--list-for-ctest"};
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    const auto ran = run(words);
    if (ran.status != 0) {
        fmt::print(stderr, "{}", ran.errors);
        return {};
    }
    Asked asked{.claims = {}, .understood = true};
    std::istringstream lines(ran.output);
    for (std::string line; std::getline(lines, line);) {
        if (const auto end = line.find(';'); end != std::string::npos) asked.claims.push_back(line.substr(0, end));
    }
    return asked;
}

/// Of one row; a broken guest is no verdict, which "git bisect run" wants to hear by a number of its own.
int status_of(const Line &line, bool bisecting)
{
    if (!line.complete() || !line.outcome.splats.empty()) return bisecting ? not_to_be_said : broken;
    return bisecting || line.outcome.label.empty() ? *line.outcome.status : line.judged;
}

int status_of(const std::vector<Line> &lines, bool bisecting)
{
    if (lines.size() == 1) return status_of(lines.front(), bisecting);
    int worst = lines.empty() ? broken : no_surprise;
    for (const auto &line : lines) {
        const int status = status_of(line, bisecting);
        // That nothing could be observed on one platform is no fault of the others.
        if (status != nothing_observed) worst = std::max(worst, std::min(status, broken));
    }
    return worst;
}

int act(const Options &options)
{
    const auto plan = read_plan(options.plan);
    const auto rows = rows_of(options, plan);
    if (options.list) {
        for (const auto &row : rows)
            fmt::print("{:<14} {} {}\n", row.name, name(row.engine), row.version.empty() ? row.series : row.version);
        return no_surprise;
    }
    const auto asked = asked_claims(options);
    if (!asked.understood) return usage_error;
    const bool bisecting =
        std::find(options.arguments.begin(), options.arguments.end(), "bisect") != options.arguments.end();
    if (bisecting && rows.size() != 1)
        throw Senseless("bisect asks one kernel, and these are " + std::to_string(rows.size()));
    Engines engines(options.programs);
    std::filesystem::create_directories(options.output);
    const record::Lock alone(options.output);
    Store store(options.store, plan);
    const std::chrono::seconds patience(options.patience_s);
    Matrix matrix(store, engines,
                  {.output = options.output,
                   .claims = options.programs / "claims",
                   .at_once = options.at_once,
                   .arguments = options.arguments,
                   .limits = {.start = patience, .silence = patience}});
    const auto lines = matrix.run(rows, stop, [&](const Line &line) {
        if (rows.size() == 1) {
            fmt::print("{}", line.outcome.said);
        } else {
            const auto remark = line.remark();
            fmt::print("{}: {}{}{}\n{}", line.row.name, line.complete() ? "complete" : "broken",
                       remark.empty() ? "" : ": ", remark, line.verdicts);
        }
        std::fflush(stdout);
    });
    // A question like --probe leaves nothing to gather, unless it got no answer.
    const bool gathers = std::any_of(lines.begin(), lines.end(),
                                     [](const auto &line) { return !line.outcome.label.empty() || !line.complete(); });
    if (gathers) {
        record::put(options.output / "matrix.json", to_json(lines, asked.claims).dump(1) + "\n");
    } else {
        std::error_code not_empty;
        std::filesystem::remove(options.output, not_empty);
    }
    fmt::print("\n{}", table(lines));
    if (!store.complaint().empty()) fmt::print("\nThe archive: {}\n", store.complaint());
    return status_of(lines, bisecting);
}

} // namespace

int main(int count, char **arguments)
{
    try {
        const auto read = read_options(count, arguments);
        if (!read.options) return read.status;
        stop_on_signals();
        return act(*read.options);
    } catch (const record::Occupied &reason) {
        std::fprintf(stderr, "matrix: %s\n", reason.what());
        return usage_error;
    } catch (const Senseless &reason) {
        std::fprintf(stderr, "matrix: %s\n", reason.what());
        return usage_error;
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "matrix: %s\n", reason.what());
        return broken;
    }
}
