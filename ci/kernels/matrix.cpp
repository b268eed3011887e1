#include "kernels/matrix.hpp"

#include "kernels/unpack.hpp"
#include "record/file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <thread>

namespace kernels {

using nlohmann::json;

namespace {

std::string join(const std::vector<std::string> &parts, const char *between)
{
    return fmt::format("{}", fmt::join(parts, between));
}

/// The release of the platform whose results came, as they tell.
std::string release_told(const std::filesystem::path &folder)
{
    const auto file = json::parse(text_of(folder / "results.json"), nullptr, false);
    return file.is_object() ? file.at("platform").value("release", "") : "";
}

/// How long a row of this engine takes beside others, roughly: what a system call costs there.
int weight(Engine engine)
{
    switch (engine) {
    case Engine::gvisor: return 3;
    case Engine::uml: return 2;
    case Engine::qemu: return 1;
    case Engine::host: return 0;
    }
    return 0;
}

/// The places of the rows in the order in which they begin. Were the longest the last, it would run with nothing beside
/// it.
std::vector<std::size_t> longest_first(const std::vector<Row> &rows)
{
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
        return weight(rows[one].engine) > weight(rows[other].engine);
    });
    return order;
}

} // namespace

std::string Line::remark() const
{
    std::vector<std::string> parts;
    if (!complete()) parts.push_back(outcome.reason);
    if (complete() && attempts > 1) parts.push_back("at the second attempt; the first: " + first_reason);
    if (!outcome.splats.empty()) parts.push_back("on the console: " + outcome.splats.front());
    if (!bundle.lacks.empty()) parts.push_back("without the modules " + join(bundle.lacks, ", "));
    return join(parts, "; ");
}

/// Guests send evidence alone; and of one that broke there are no other results.
void Matrix::judge(Line &line) const
{
    const auto folder = order_.output / line.outcome.label;
    line.release = release_told(folder);
    auto ran = kernels::run({order_.claims.string(), "--judge", folder.string()});
    line.judged = ran.status;
    line.verdicts = ran.output + ran.errors;
}

Line Matrix::try_row(const Row &row, unsigned worker, const std::atomic<bool> &stop)
{
    constexpr unsigned most = 2;
    Line line;
    line.row = row;
    try {
        line.bundle = store_.get(row);
        auto guest = engines_.guest(row, line.bundle, order_.arguments);
        // A sandbox looks for work on every processor it has; with one alone it takes a fifth less of all together.
        if (row.engine == Engine::gvisor) guest.launch.processor = worker;
        while (line.attempts < most) {
            ++line.attempts;
            auto outcome = attempt(guest.launch, order_.output, line.attempts > 1, order_.limits, stop);
            if (line.attempts > 1) {
                line.first_reason = line.outcome.reason;
                outcome.claims.merge(line.outcome.claims);
                if (outcome.label.empty()) outcome.label = line.outcome.label;
            }
            line.outcome = std::move(outcome);
            if (line.complete() || stop) break;
        }
        if (!line.outcome.label.empty()) judge(line);
    } catch (const std::exception &reason) {
        // No attempt could mend this: no network, no engine, no room on the disk.
        line.outcome.reason = reason.what();
    }
    return line;
}

std::vector<Line> Matrix::run(const std::vector<Row> &rows, const std::atomic<bool> &stop,
                              const std::function<void(const Line &)> &told)
{
    std::vector<Line> lines(rows.size());
    const auto order = longest_first(rows);
    std::atomic<std::size_t> next = 0;
    std::mutex telling;
    const auto work = [&](unsigned worker) {
        for (std::size_t turn = next++; turn < rows.size() && !stop; turn = next++) {
            const auto at = order[turn];
            lines[at] = try_row(rows[at], worker, stop);
            const std::lock_guard one_at_a_time(telling);
            told(lines[at]);
        }
    };
    {
        std::vector<std::jthread> workers;
        for (unsigned number = 0; number < order_.at_once; ++number)
            workers.emplace_back(work, number);
    }
    std::erase_if(lines, [](const auto &line) { return line.row.name.empty(); }); // never begun
    return lines;
}

std::string table(const std::vector<Line> &lines)
{
    std::string text =
        fmt::format("{:<14} {:<34} {:>6} {:>7} {:>7} {:>6}\n", "row", "kernel", "boot", "run", "total", "slow");
    for (const auto &line : lines) {
        const auto &seen = line.outcome;
        const auto remark = line.remark();
        text += fmt::format("{:<14} {:<34} {:>5.1f}s {:>6.1f}s {:>6.1f}s {:>5.1f}x  {}{}{}\n", line.row.name,
                            line.release.empty() ? "-" : line.release, seen.boot_s, seen.run_s, seen.total_s,
                            seen.slowness, line.complete() ? "complete" : "broken", remark.empty() ? "" : ": ", remark);
    }
    return text;
}

json to_json(const std::vector<Line> &lines, const std::vector<std::string> &asked)
{
    json rows = json::array();
    for (const auto &line : lines) {
        json not_run = json::array();
        for (const auto &claim : asked) {
            if (!line.outcome.claims.contains(claim)) not_run.push_back(claim);
        }
        rows.push_back({{"name", line.row.name},
                        {"engine", name(line.row.engine)},
                        {"release", line.release},
                        {"package", line.bundle.version},
                        {"status", line.complete() ? "complete" : "broken"},
                        {"reason", line.remark()},
                        {"attempts", line.attempts},
                        {"folder", line.outcome.label},
                        {"boot_s", line.outcome.boot_s},
                        {"run_s", line.outcome.run_s},
                        {"total_s", line.outcome.total_s},
                        {"slowness", line.outcome.slowness},
                        {"splats", line.outcome.splats},
                        {"not_run", not_run}});
    }
    return {{"schema", 1}, {"rows", rows}};
}

} // namespace kernels
