#include "report/run.hpp"

#include "report/conflicts.hpp"
#include "report/fields.hpp"
#include "report/gather.hpp"
#include "report/trial.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace report {

namespace fs = std::filesystem;

namespace {

/// A file that is named from where the results lie; "" where none is.
std::string inside(const Fields &file, const char *name)
{
    auto path = file.text_or_none(name);
    if (fs::path(path).is_absolute())
        throw Unreadable(file.where() + ": its " + name + " lies outside the folder of the results");
    return path;
}

Platform platform_from(const Fields &file)
{
    Platform made;
    made.label = file.label("label");
    made.kind = file.text("kind");
    made.release = file.text("release");
    made.build = file.text("build");
    made.machine = file.text("machine");
    made.kernel = file.text("kernel");
    made.standing = file.text("standing");
    made.ran_in = file.text_or_none("ran_in");
    made.conflict_file = inside(file, "conflict");
    for (const auto &feature : file.objects("features")) {
        made.features.push_back(
            {.name = feature.text("name"), .found = feature.text("found"), .available = feature.truth("available")});
    }
    return made;
}

Gap gap_from(const Fields &file)
{
    return {.variant = file.text_or_none("variant"), .missing = file.text("missing"), .found = file.text("found")};
}

Outcome outcome_from(const Fields &file)
{
    const bool unobserved = file.has("not_observed");
    const bool broken = file.has("broken");
    const std::array outcomes{unobserved, broken, file.has("verdict")};
    if (std::count(outcomes.begin(), outcomes.end(), true) != 1)
        throw Unreadable(file.where() + " is not one of: a verdict, not observed, broken");
    if (unobserved) return Outcome::not_observed;
    if (broken) return Outcome::broken;
    const auto verdict = file.text("verdict");
    for (const auto outcome : every_outcome) {
        if (is_verdict(outcome) && name(outcome) == verdict) return outcome;
    }
    throw Unreadable(file.where() + ": '" + beginning(verdict) + "' is no verdict");
}

Tried tried_from(const Fields &file)
{
    Tried row;
    row.claim.id = file.id("id");
    row.claim.sentence = file.text("sentence");
    row.claim.chapter = file.text("chapter");
    row.claim.topic = file.text("topic");
    row.claim.statements = file.ids("statements");
    row.label = file.text_or_none("platform");
    auto &cell = row.cell;
    cell.outcome = outcome_from(file);
    cell.surprise = file.truth("surprise");
    cell.documented = file.text("documented");
    cell.seen = file.text("seen");
    cell.because = file.text("because");
    cell.sources = file.texts("sources");
    if (cell.outcome == Outcome::not_observed) cell.not_observed = gap_from(file.object("not_observed"));
    if (cell.outcome == Outcome::broken) cell.because = file.object("broken").text("reason");
    for (const auto &gap : file.objects("partly_not_observed"))
        cell.partly_not_observed.push_back(gap_from(gap));
    cell.trials = static_cast<unsigned>(file.count("trials"));
    cell.cpu_ms = file.number("cpu_ms");
    cell.wall_ms = file.number("wall_ms");
    (void)file.text("evidence"); // there must be one, be it empty
    cell.evidence = inside(file, "evidence");
    return row;
}

void read_catalogue(const fs::path &path, Run &run)
{
    if (!fs::exists(path)) return;
    run.catalogue = read_text(path);
    const Json json(run.catalogue, path.string());
    const Fields file(json, path.string());
    constexpr int catalogue_schema = 1;
    file.check_schema(catalogue_schema, "a catalogue");
    for (const auto &row : file.objects("ledger")) {
        run.statements.push_back({.id = row.id("id"),
                                  .document = row.text("document"),
                                  .section = row.text("section"),
                                  .says = row.text("says"),
                                  .untestable = row.text_or_none("untestable")});
    }
    for (const auto &row : file.objects("known")) {
        run.predictions.push_back({.kind = row.text("kind"),
                                   .claim = row.text("claim"),
                                   .finding = row.text("finding"),
                                   .variant = row.text("variant"),
                                   .instead = row.text("instead"),
                                   .where = row.text("where"),
                                   .documented_on = row.text("documented_on"),
                                   .because = row.text("because"),
                                   .source = row.text("source")});
    }
}

/// The evidence of a row, or the reason why there is none.
void read_trial(const fs::path &folder, Tried &row)
{
    if (row.cell.evidence.empty()) {
        row.cell.no_trial = "no evidence was kept";
        return;
    }
    try {
        row.cell.trial = std::make_shared<const Trial>(trial_from(read_json(folder / row.cell.evidence), row.claim.id));
    } catch (const Unreadable &reason) {
        row.cell.no_trial = reason.what();
    }
}

/// The matrix of conflicts of a platform, where its run left one.
void read_conflicts(const fs::path &folder, Platform &platform, std::vector<std::string> &unread)
{
    // One run leaves it beside its results; results of several platforms say where it lies.
    if (platform.conflict_file.empty() && fs::exists(folder / "conflict.json"))
        platform.conflict_file = "conflict.json";
    if (platform.conflict_file.empty()) return;
    const auto path = folder / platform.conflict_file;
    try {
        platform.conflicts = std::make_shared<const Conflicts>(conflicts_from(read_json(path), path.string()));
    } catch (const Unreadable &reason) {
        unread.emplace_back(reason.what());
    }
}

} // namespace

Run read_run(const fs::path &path)
{
    const auto json = read_json(path);
    const Fields file(json, path.string());
    file.check_schema(results_schema, "results");
    Run run;
    if (file.has("platforms")) {
        for (const auto &one : file.objects("platforms"))
            run.platforms.push_back(platform_from(one));
        if (run.platforms.empty()) throw Unreadable(path.string() + ": results of no platform");
    } else {
        run.platforms.push_back(platform_from(file.object("platform")));
        run.platforms.back().seed = file.count("seed");
    }
    std::set<std::string> labels;
    for (auto &platform : run.platforms) {
        platform.complete = file.truth("complete");
        platform.file = path.string();
        if (file.has("platform") || !platform.conflict_file.empty())
            read_conflicts(path.parent_path(), platform, run.unread);
        if (!labels.insert(platform.label).second)
            throw Unreadable(path.string() + ": platform '" + platform.label + "' stands in it twice");
    }
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto &one : file.objects("results")) {
        auto row = tried_from(one);
        if (row.label.empty()) row.label = run.platforms.front().label;
        if (!labels.contains(row.label))
            throw Unreadable(one.where() + ": '" + beginning(row.label) + "' is none of its platforms");
        if (!seen.emplace(row.label, row.claim.id).second)
            throw Unreadable(path.string() + ": claim '" + row.claim.id + "' stands in it twice");
        read_trial(path.parent_path(), row);
        run.rows.push_back(std::move(row));
    }
    read_catalogue(path.parent_path() / "catalogue.json", run);
    return run;
}

} // namespace report
