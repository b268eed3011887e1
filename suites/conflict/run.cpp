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

/// What is settled before anybody is asked, for the tables: such rules apply to no meeting.
model::Rule settled(std::string_view id, std::string_view says, std::string_view source)
{
    return {.id = id, .says = says, .source = source, .applies = nullptr, .ruling = model::Ruling::agrees};
}

model::Page with_the_settled(const model::Refusals &refusals, const model::Page &page)
{
    model::Page all{settled(model::nobody_there, "Nobody else holds the port.", "bind(2), listen(2)")};
    for (const auto &refusal : refusals)
        all.push_back(settled(refusal.id, refusal.says, refusal.source));
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
    json quirks = json::array();
    for (const auto &[id, cells] : outcome.by_quirk)
        quirks.push_back({{"id", id}, {"cells", cells}});
    return {{"id", outcome.slice},     {"says", outcome.says},    {"cells", outcome.cells},
            {"not_observed", lacking}, {"quirks", quirks},        {"evidence", "conflict/" + outcome.slice + ".txt"},
            {"table", table(outcome)}, {"unexplained", surprises}};
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
    if (in_progress == nullptr) throw std::logic_error("no run of the conflict matrix is in progress");
    return *in_progress;
}

const Outcome &Run::keep(Outcome outcome)
{
    slices_[outcome.slice] = slice(outcome);
    auto &kept = outcomes_[outcome.slice];
    return kept = std::move(outcome);
}

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
        slices.push_back(slices_.at(id));
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
             {{"bind", page(with_the_settled(pages_.refusals, pages_.bind), bind)},
              {"listen", page(with_the_settled({}, pages_.listen), listen)},
              {"receive", page(pages_.receive, receive)}}},
            {"quirks", quirks},
            {"slices", slices}};
}

} // namespace suites::conflict
