#include "report/gather.hpp"

#include "report/fields.hpp"
#include "report/trial.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <future>
#include <map>
#include <regex>
#include <set>
#include <tuple>

namespace report {

namespace fs = std::filesystem;

namespace {

/// One row, before it has found its claim and its platform.
struct Row {
    Claim claim; ///< without cells
    std::string label;
    Cell cell;
};

struct Run {
    std::vector<Platform> platforms;
    std::vector<Row> rows;
    std::vector<Statement> statements;
    std::vector<Prediction> predictions;
    std::string catalogue;
};

/// How much of a wrong word a complaint repeats.
constexpr std::size_t told = 60;

// Ids and labels become anchors and file names; everything else is text.
void check(const std::string &text, const std::regex &pattern, const std::string &where)
{
    constexpr std::size_t most = 200;
    if (text.size() > most || !std::regex_match(text, pattern))
        throw Unreadable(where + ": '" + text.substr(0, told) + "' is no id");
}

const std::regex id_pattern("[a-z0-9]+([.-][a-z0-9]+)+");
const std::regex label_pattern("[A-Za-z0-9][A-Za-z0-9.+_-]*");

void check_schema(const Fields &file, int schema, const std::string &what)
{
    const auto found = file.count("schema");
    if (found == static_cast<std::uint64_t>(schema)) return;
    throw Unreadable(file.where() + ": " + what + " of schema " + std::to_string(found) +
                     ", and this program reads schema " + std::to_string(schema) + ": run the claims again");
}

Platform platform_from(const Fields &file)
{
    Platform made;
    made.label = file.text("label");
    check(made.label, label_pattern, file.where());
    made.kind = file.text("kind");
    made.release = file.text("release");
    made.build = file.text("build");
    made.machine = file.text("machine");
    made.kernel = file.text("kernel");
    made.standing = file.text("standing");
    made.ran_in = file.text_or_none("ran_in");
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
    if (int{unobserved} + int{broken} + int{file.has("verdict")} != 1)
        throw Unreadable(file.where() + " is not one of: a verdict, not observed, broken");
    if (unobserved) return Outcome::not_observed;
    if (broken) return Outcome::broken;
    const auto verdict = file.text("verdict");
    for (const auto outcome : every_outcome) {
        if (is_verdict(outcome) && name(outcome) == verdict) return outcome;
    }
    throw Unreadable(file.where() + ": '" + verdict.substr(0, told) + "' is no verdict");
}

Row row_from(const Fields &file)
{
    Row row;
    row.claim.id = file.text("id");
    check(row.claim.id, id_pattern, file.where());
    row.claim.sentence = file.text("sentence");
    row.claim.chapter = file.text("chapter");
    row.claim.topic = file.text("topic");
    row.claim.statements = file.texts("statements");
    for (const auto &statement : row.claim.statements)
        check(statement, id_pattern, file.where());
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
    cell.evidence = file.text("evidence");
    if (fs::path(cell.evidence).is_absolute())
        throw Unreadable(file.where() + ": its evidence lies outside the folder of the results");
    return row;
}

void read_catalogue(const fs::path &path, Run &run)
{
    if (!fs::exists(path)) return;
    const auto text = read_json(path);
    run.catalogue = text.dump(1);
    const Fields file(text, path.string());
    constexpr int catalogue_schema = 1;
    check_schema(file, catalogue_schema, "a catalogue");
    for (const auto &row : file.objects("ledger")) {
        run.statements.push_back({.id = row.text("id"),
                                  .document = row.text("document"),
                                  .section = row.text("section"),
                                  .says = row.text("says"),
                                  .untestable = row.text_or_none("untestable")});
        check(run.statements.back().id, id_pattern, row.where());
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
void read_trial(const fs::path &folder, Row &row)
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

Run read_run(const fs::path &path)
{
    const auto text = read_json(path);
    const Fields file(text, path.string());
    check_schema(file, results_schema, "results");
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
        if (!labels.insert(platform.label).second)
            throw Unreadable(path.string() + ": platform '" + platform.label + "' stands in it twice");
    }
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto &one : file.objects("results")) {
        auto row = row_from(one);
        if (row.label.empty()) row.label = run.platforms.front().label;
        if (!labels.contains(row.label))
            throw Unreadable(one.where() + ": '" + row.label.substr(0, told) + "' is none of its platforms");
        if (!seen.emplace(row.label, row.claim.id).second)
            throw Unreadable(path.string() + ": claim '" + row.claim.id + "' stands in it twice");
        read_trial(path.parent_path(), row);
        run.rows.push_back(std::move(row));
    }
    read_catalogue(path.parent_path() / "catalogue.json", run);
    return run;
}

/// Two runs on kernels of the same version are told apart by a number.
std::string free_label(const std::string &label, const std::set<std::string> &taken)
{
    if (!taken.contains(label)) return label;
    for (unsigned number = 2;; ++number) {
        auto other = label + "." + std::to_string(number);
        if (!taken.contains(other)) return other;
    }
}

std::vector<unsigned long> version(const std::string &label)
{
    std::vector<unsigned long> numbers;
    for (std::size_t at = 0; (at = label.find_first_of("0123456789", at)) != std::string::npos;) {
        const auto end = std::min(label.find_first_not_of("0123456789", at), label.size());
        constexpr std::size_t digits = 9;
        numbers.push_back(std::stoul(label.substr(at, std::min(end - at, digits))));
        at = end;
    }
    return numbers;
}

/// The kernel itself before those who stand in for it.
int rank(const std::string &kind) { return kind == "linux" ? 0 : kind == "uml" ? 1 : 2; }

void put_in_order(Gathered &gathered)
{
    std::map<std::string, std::size_t> statement_at;
    for (const auto &statement : gathered.statements)
        statement_at.emplace(statement.id, statement_at.size());
    std::map<std::string, std::size_t> topic_at;
    for (const auto &claim : gathered.claims) {
        auto &at = topic_at.try_emplace(claim.topic, statement_at.size()).first->second;
        for (const auto &statement : claim.statements) {
            if (const auto found = statement_at.find(statement); found != statement_at.end())
                at = std::min(at, found->second);
        }
    }
    std::sort(gathered.claims.begin(), gathered.claims.end(), [&](const auto &one, const auto &other) {
        return std::tuple(topic_at.at(one.topic), std::tie(one.topic, one.id)) <
               std::tuple(topic_at.at(other.topic), std::tie(other.topic, other.id));
    });
}

template <typename One, typename Key> void add_new(std::vector<One> &all, std::vector<One> more, Key key)
{
    std::set<std::decay_t<decltype(key(all.front()))>> known;
    for (const auto &one : all)
        known.insert(key(one));
    for (auto &one : more) {
        if (known.insert(key(one)).second) all.push_back(std::move(one));
    }
}

/// Where the platforms of the runs stand in the matrix.
std::map<std::pair<std::size_t, std::string>, std::size_t> place_platforms(std::vector<Run> &runs, Gathered &gathered)
{
    struct Placed {
        std::size_t run;
        std::string own_label;
        Platform platform;
    };
    std::vector<Placed> placed;
    std::set<std::string> taken;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        for (auto &platform : runs[run].platforms) {
            const auto own = platform.label;
            platform.label = free_label(own, taken);
            taken.insert(platform.label);
            placed.push_back({run, own, std::move(platform)});
        }
    }
    std::stable_sort(placed.begin(), placed.end(), [](const auto &one, const auto &other) {
        return std::tuple(rank(one.platform.kind), one.platform.kind, version(one.platform.label)) <
               std::tuple(rank(other.platform.kind), other.platform.kind, version(other.platform.label));
    });
    std::map<std::pair<std::size_t, std::string>, std::size_t> columns;
    for (auto &one : placed) {
        columns[{one.run, one.own_label}] = gathered.platforms.size();
        gathered.platforms.push_back(std::move(one.platform));
    }
    return columns;
}

} // namespace

const Statement *Gathered::statement(const std::string &id) const
{
    const auto found =
        std::find_if(statements.begin(), statements.end(), [&](const auto &one) { return one.id == id; });
    return found == statements.end() ? nullptr : &*found;
}

const Claim *Gathered::claim(const std::string &id) const
{
    const auto found = std::find_if(claims.begin(), claims.end(), [&](const auto &one) { return one.id == id; });
    return found == claims.end() ? nullptr : &*found;
}

Gathered gather(const std::vector<fs::path> &files)
{
    std::vector<std::future<Run>> readers;
    readers.reserve(files.size());
    for (const auto &file : files)
        readers.push_back(std::async(std::launch::async, read_run, file));
    std::vector<Run> runs;
    for (auto &reader : readers)
        runs.push_back(reader.get());

    Gathered gathered;
    const auto columns = place_platforms(runs, gathered);
    std::map<std::string, std::size_t> claim_at;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        for (auto &row : runs[run].rows) {
            const auto column = columns.at({run, row.label});
            const auto [at, is_new] = claim_at.emplace(row.claim.id, gathered.claims.size());
            if (is_new) {
                gathered.claims.push_back(std::move(row.claim));
                gathered.claims.back().cells.resize(gathered.platforms.size());
            }
            gathered.claims[at->second].cells[column] = std::move(row.cell);
        }
        if (gathered.catalogue.empty()) gathered.catalogue = std::move(runs[run].catalogue);
        add_new(gathered.statements, std::move(runs[run].statements), [](const auto &one) { return one.id; });
        add_new(gathered.predictions, std::move(runs[run].predictions), [](const auto &one) {
            return std::tuple(one.claim, one.finding, one.variant, one.instead, one.where);
        });
    }
    put_in_order(gathered);
    return gathered;
}

} // namespace report
