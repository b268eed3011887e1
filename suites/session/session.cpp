#include "session/session.hpp"

#include "platform/programs.hpp"
#include "record/folder.hpp"
#include "record/outgoing.hpp"
#include "record/tell.hpp"
#include "session/catalogue.hpp"
#include "session/rows.hpp"
#include "session/yardstick.hpp"
#include "stage/company.hpp"
#include "words/feature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <sched.h>
#include <sys/resource.h>

namespace suites::session {

namespace {

Session *in_progress = nullptr;

/// Processor time of this process and of its actors.
double cpu_ms()
{
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    double sum = std::chrono::duration<double, std::milli>(stage::Company::spent()).count();
    for (const auto &time : {own.ru_utime, own.ru_stime}) {
        sum += static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    }
    return sum;
}

std::filesystem::path beside_this_program(const char *name)
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

stage::Troupe troupe(const Options &options, const platform::Platform &here)
{
    stage::Troupe made;
    made.actor = beside_this_program(options.lie.empty() ? "actor" : "lying-actor");
    if (!options.lie.empty()) made.actor_arguments = {"--lie", options.lie};
    constexpr double usual_ms = 2000;
    made.patience = std::chrono::milliseconds(static_cast<long>(usual_ms * options.timeout_factor));
    made.private_hosts = !options.ambient && here.lacks(words::feature::private_hosts) == nullptr;
    made.lacks = [&here, ambient = options.ambient](std::string_view feature) -> std::optional<std::string> {
        if (ambient && feature == words::feature::private_hosts) return "told to do without, by --ambient";
        if (const auto *missing = here.lacks(feature)) return missing->found;
        return std::nullopt;
    };
    made.finds = [](std::string_view program) {
        const auto found = platform::find(program);
        return stage::Found{
            .file = found.file, .unpacked = found.unpacked, .asked_for_version = found.asked_for_version};
    };
    return made;
}

/// The runner and its actors take turns, one step at a time: on one processor a turn is a switch, on two it is an
/// interrupt, which in a virtual machine costs more than most steps. As batch work (sched(7)) whoever is woken by an
/// answer or a step lets the other come to its next wait first, instead of leaving it one more switch to get there.
/// Where either is not to be had, all goes on without.
void take_turns_on_one_processor()
{
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(static_cast<std::size_t>(std::max(sched_getcpu(), 0)), &here);
    (void)sched_setaffinity(0, sizeof here, &here);
    const sched_param no_priority{};
    (void)sched_setscheduler(0, SCHED_BATCH, &no_priority);
}

double median(std::vector<double> values)
{
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// What keeps a run waiting: a line for each of the five that took longest.
std::string longest(std::vector<record::Row> rows)
{
    constexpr std::size_t shown = 5;
    const auto count = static_cast<std::ptrdiff_t>(std::min(shown, rows.size()));
    std::partial_sort(rows.begin(), rows.begin() + count, rows.end(),
                      [](const auto &one, const auto &other) { return one.wall_ms > other.wall_ms; });
    rows.resize(static_cast<std::size_t>(count));
    std::string lines;
    for (const auto &row : rows)
        lines += fmt::format("{:9.1f} ms, CPU {:7.1f} ms  {}\n", row.wall_ms, row.cpu_ms, row.id);
    return lines;
}

std::unique_ptr<record::Keeper> keeper(const Options &options, const platform::Platform &here)
{
    if (options.stream) return std::make_unique<record::Outgoing>(*options.stream, here, options.seed);
    if (!options.output) return nullptr;
    auto folder = std::make_unique<record::Folder>(*options.output / here.label, here, options.seed);
    folder->put("catalogue.json", catalogue().dump(1) + "\n");
    return folder;
}

} // namespace

Session::Session(Options options, platform::Platform here, std::size_t claims)
    : options_(std::move(options)),
      here_(std::move(here)),
      troupe_(troupe(options_, here_)),
      claims_(claims),
      matrix_(troupe_, here_, options_.full_matrix ? model::Width::full : model::Width::usual),
      progress_(claims, options_.quiet)
{
    keeper_ = keeper(options_, here_);
    take_turns_on_one_processor();
    in_progress = this;
}

Session::~Session() { in_progress = nullptr; }

Session &Session::current()
{
    if (in_progress == nullptr) throw std::logic_error("no session is in progress");
    return *in_progress;
}

Session::Tried Session::try_once(const Claim &claim)
{
    const auto cpu_before = cpu_ms();
    const auto wall_before = std::chrono::steady_clock::now();
    Tried tried;
    auto &[row, evidence] = tried;
    {
        Trial trial(troupe_);
        evidence.trial = trial.play(claim.id, claim.scenario);
        for (const auto &[variant, line] : trial.transcript())
            evidence.transcript.push_back({.variant = variant, .line = line});
        evidence.programs = trial.programs();
    }
    evidence.sentence = claim.sentence;
    for (const auto *statement : claim.statements)
        evidence.statements.emplace_back(statement->id);
    evidence.platform = here_.label;
    evidence.seed = options_.seed;
    evidence.cpu_ms = cpu_ms() - cpu_before;
    costs_.push_back(evidence.cpu_ms);
    evidence.wall_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - wall_before).count();

    row = row_of(claim, evidence, here_);
    return tried;
}

const record::Row &Session::perform(const Claim &claim)
{
    // Not let out: Catch2, which calls this, would take it for a test that failed, and say nothing.
    const auto record = [this](const auto &deed) {
        try {
            if (keeper_) deed();
        } catch (const record::Unwritable &reason) {
            if (!unwritten_) unwritten_ = reason.what();
        }
    };
    progress_.begin(claim.id);
    auto kept = try_once(claim);
    for (unsigned trial = 2; trial <= options_.repeat; ++trial) {
        record([this] { keeper_->goes_on(); });
        auto again = try_once(claim);
        const bool same = name(kept.row.result) == name(again.row.result);
        const bool worse = judgement::surprising(again.row.result) && !judgement::surprising(kept.row.result);
        if (!same || worse) {
            again.evidence.unstable = fmt::format("the verdict changed from {} to {} at trial {}",
                                                  name(kept.row.result), name(again.row.result), trial);
            again.row = row_of(claim, again.evidence, here_);
            again.row.trials = trial;
            kept = std::move(again);
            break;
        }
        kept.row.trials = trial;
    }
    auto &row = rows_[kept.row.id] = kept.row;
    record([&] {
        write_down(kept);
        row.evidence = "evidence/" + row.id + ".json";
    });
    tell(kept);
    return row;
}

void Session::write_down(const Tried &kept)
{
    keeper_->keep(kept.row, kept.evidence);
    const auto slice = matrix_.outcomes().find(kept.row.id);
    if (slice == matrix_.outcomes().end()) return;
    keeper_->put("conflict/" + slice->first + ".txt", slice->second.evidence);
    keeper_->put("conflict/" + slice->first + ".answers", slice->second.answers);
    keeper_->put("conflict.json", matrix_.report().dump(1) + "\n");
}

/// In full when it is one claim alone, or none that was foreseen; the rest is told by the summary.
void Session::tell(const Tried &tried)
{
    const auto &[row, evidence] = tried;
    const bool unforeseen = judgement::surprising(row.result) || std::holds_alternative<judgement::Broken>(row.result);
    if (!options_.quiet && (unforeseen || claims_ == 1)) {
        progress_.clear();
        fmt::print("{}\n", record::tell(row, evidence));
    }
    if (options_.for_ctest) {
        std::string label(name(row.result));
        std::replace(label.begin(), label.end(), ' ', '-');
        fmt::print("<CTestLabel>verdict:{}</CTestLabel>\n", label);
    }
}

int Session::finish()
{
    progress_.clear();
    std::vector<record::Row> rows;
    record::Summary summary;
    for (const auto &[id, row] : rows_) {
        rows.push_back(row);
        summary.count(row.result);
    }
    if (rows.size() != 1 || options_.quiet) fmt::print("{}", record::summary_text(rows));
    if (options_.timings) {
        fmt::print("\n{} trials of {} claims; CPU per trial: median {:.1f} ms, most {:.1f} ms\n", costs_.size(),
                   rows.size(), median(costs_), costs_.empty() ? 0 : *std::max_element(costs_.begin(), costs_.end()));
        fmt::print("The birth and the end of an actor that does nothing cost {:.1f} ms here.\n", birth_ms(troupe_));
        fmt::print("The longest:\n{}", longest(rows));
        for (const auto &[id, outcome] : matrix_.outcomes()) {
            fmt::print("{}: {} cells, {:.0f} a CPU second\n", id, outcome.cells,
                       static_cast<double>(outcome.cells) * 1e3 / rows_.at(id).cpu_ms);
        }
    }
    const bool whole = rows_.size() == claims_ && !unwritten_;
    if (unwritten_) fmt::print(stderr, "claims: {}\n", *unwritten_);
    if (rows_.size() != claims_) {
        fmt::print(stderr, "claims: {} of {} claims came to no end\n", claims_ - rows_.size(), claims_);
    }
    if (keeper_ && whole) {
        keeper_->finish();
        if (const auto place = keeper_->place(); !place.empty()) fmt::print("\nresults: {}\n", place);
    }
    return status_of(summary, whole, options_.strict);
}

} // namespace suites::session
