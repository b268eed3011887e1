#include "conflict/run.hpp"

#include <stdexcept>

namespace suites::conflict {

using nlohmann::json;

namespace {

constexpr int conflict_schema = 1;

Run *in_progress = nullptr;

using Counts = std::map<std::string_view, std::size_t>;

std::size_t of(const Counts &counts, std::string_view rule)
{
    const auto found = counts.find(rule);
    return found == counts.end() ? 0 : found->second;
}

template <typename Rules> json page(const Rules &rules, const Counts &counts)
{
    json rows = json::array();
    for (const auto &rule : rules) {
        rows.push_back({{"id", rule.id}, {"says", rule.says}, {"source", rule.source}, {"cells", of(counts, rule.id)}});
    }
    return rows;
}

model::Page with_the_settled(const model::Page &page)
{
    auto all = model::before_the_page();
    all.insert(all.end(), page.begin(), page.end());
    return all;
}

json table(const Outcome &outcome)
{
    json rows = json::array();
    for (const auto &[options, answers] : outcome.table) {
        json all = json::array();
        for (const auto &[answer, count] : answers) {
            all.push_back({{"bind", answer.bind},
                           {"listen", answer.listen},
                           {"holder_listens", answer.holder_listens},
                           {"receives", answer.receives},
                           {"cells", count.times},
                           {"example", count.example}});
        }
        rows.push_back({{"holder", options.first}, {"asker", options.second}, {"answers", all}});
    }
    return rows;
}

json slice(const Outcome &outcome)
{
    json surprises = json::array();
    for (const auto &one : outcome.surprises) {
        surprises.push_back({{"cell", one.cell},
                             {"label", one.label},
                             {"predicted", one.predicted},
                             {"seen", one.seen},
                             {"smallest", one.smallest}});
    }
    json lacking = json::array();
    for (const auto &[feature, cells] : outcome.lacking)
        lacking.push_back({{"missing", feature}, {"cells", cells}});
    return {{"id", outcome.slice},
            {"says", outcome.says},
            {"cells", outcome.cells},
            {"not_observed", lacking},
            {"evidence", "conflict/" + outcome.slice + ".txt"},
            {"table", table(outcome)},
            {"unexplained", surprises}};
}

} // namespace

Run::Run(const stage::Troupe &troupe, const platform::Platform &here, model::Width width)
    : troupe_(troupe),
      platform_(here.label),
      pages_(known::pages_of(here)),
      quirks_(known::quirks_of(here)),
      width_(width)
{
    in_progress = this;
}

Run::~Run() { in_progress = nullptr; }

Run &Run::current()
{
    if (in_progress == nullptr) throw std::logic_error("no run of the matrix is in progress");
    return *in_progress;
}

void Run::keep(Outcome outcome) { outcomes_[outcome.slice] = std::move(outcome); }

json Run::report() const
{
    Counts bind;
    Counts listen;
    Counts receive;
    json slices = json::array();
    const auto add = [](Counts &sum, const Counts &more) {
        for (const auto &[rule, cells] : more)
            sum[rule] += cells;
    };
    for (const auto &[id, outcome] : outcomes_) {
        slices.push_back(slice(outcome));
        add(bind, outcome.bind);
        add(listen, outcome.listen);
        add(receive, outcome.receive);
    }
    json quirks = json::array();
    for (const auto *quirk : quirks_) {
        quirks.push_back({{"id", quirk->id},
                          {"page", quirk->page},
                          {"rule", quirk->rule},
                          {"says", quirk->says},
                          {"where", quirk->where.text()},
                          {"source", quirk->source},
                          {"slices", quirk->slices}});
    }
    return {{"schema", conflict_schema},
            {"platform", platform_},
            {"width", width_ == model::Width::full ? "full" : "usual"},
            {"pages",
             {{"bind", page(with_the_settled(pages_.bind), bind)},
              {"listen", page(with_the_settled(pages_.listen), listen)},
              {"receive", page(pages_.receive, receive)}}},
            {"quirks", quirks},
            {"slices", slices}};
}

} // namespace suites::conflict
