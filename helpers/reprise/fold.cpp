#include "reprise/fold.hpp"

#include <algorithm>
#include <optional>

namespace reprise {

namespace {

constexpr std::size_t longest_period = 24;
constexpr std::size_t least_saved = 4;
constexpr std::size_t least_turns = 3; // any two differ by something

/// By how much each number grows from one item to the other; nothing when they differ in more than numbers.
std::optional<std::vector<long>> growth(const Item &one, const Item &other)
{
    if (!alike(one, other)) return std::nullopt;
    const auto from = numbers_in(one);
    auto to = numbers_in(other);
    for (std::size_t at = 0; at < to.size(); ++at)
        to[at] -= from[at];
    return to;
}

/// The longest row of turns that begins there with this period.
Run row_at(const std::vector<Item> &items, std::size_t first, std::size_t period)
{
    Run run{.first = first, .period = period};
    if (first + 2 * period > items.size()) return run;
    for (std::size_t at = first; at < first + period; ++at) {
        auto step = growth(items[at], items[at + period]);
        if (!step) return run;
        run.steps.push_back(std::move(*step));
    }
    for (run.times = 2; first + (run.times + 1) * period <= items.size(); ++run.times) {
        const auto turn = first + run.times * period;
        for (std::size_t at = 0; at < period; ++at) {
            const auto step = growth(items[turn - period + at], items[turn + at]);
            if (!step || *step != run.steps[at]) return run;
        }
    }
    return run;
}

std::size_t saved(const Run &run) { return (run.times - 1) * run.period; }

} // namespace

std::vector<Run> folded(const std::vector<Item> &items)
{
    std::vector<Run> all;
    for (std::size_t at = 0; at < items.size();) {
        Run best{.first = at};
        for (std::size_t period = 1; period <= longest_period; ++period) {
            auto run = row_at(items, at, period);
            if (run.times >= least_turns && saved(run) >= least_saved && saved(run) > saved(best))
                best = std::move(run);
        }
        at += best.period * best.times;
        all.push_back(std::move(best));
    }
    return all;
}

} // namespace reprise
