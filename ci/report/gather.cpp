#include "report/gather.hpp"

#include "report/fields.hpp"
#include "report/matrix_row.hpp"
#include "report/parallel.hpp"
#include "report/run.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace report {

namespace fs = std::filesystem;

namespace {

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

fs::path folder_of(const fs::path &results) { return fs::absolute(results).lexically_normal().parent_path(); }

/// A row of the matrix of kernels belongs to the platform whose results lie in its folder; or nothing came of it.
void add_matrix_row(const fs::path &above, std::shared_ptr<const MatrixRow> row, Gathered &gathered)
{
    const auto own = above / row->folder;
    const bool left_some = !row->folder.empty() && fs::exists(own / "results.json");
    if (!left_some) {
        gathered.absent.push_back(std::move(row));
        return;
    }
    for (auto &platform : gathered.platforms) {
        if (folder_of(platform.file) == own) platform.row = row;
    }
}

void add_matrix_rows(const std::vector<fs::path> &files, Gathered &gathered)
{
    std::set<fs::path> above;
    for (const auto &file : files)
        above.insert(folder_of(file).parent_path());
    for (const auto &folder : above) {
        const auto path = folder / "matrix.json";
        if (!fs::exists(path)) continue;
        try {
            for (auto &row : matrix_rows_from(read_json(path), path.string()))
                add_matrix_row(folder, std::make_shared<const MatrixRow>(std::move(row)), gathered);
        } catch (const Unreadable &reason) {
            gathered.unread.emplace_back(reason.what());
        }
    }
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
    std::vector<Run> runs(files.size());
    parallel(files.size(), [&](std::size_t at) { runs[at] = read_run(files[at]); });

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
        for (auto &one : runs[run].unread)
            gathered.unread.push_back(std::move(one));
    }
    put_in_order(gathered);
    add_matrix_rows(files, gathered);
    return gathered;
}

} // namespace report
