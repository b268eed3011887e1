#include "session/choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include <fnmatch.h>

namespace suites::session {

namespace {

/// Levenshtein's distance.
std::size_t distance(std::string_view one, std::string_view other)
{
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const auto change = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row.back();
}

bool meant_by(const std::string &word, const Claim &claim, bool waits)
{
    const std::string id(claim.id);
    if (word == id) return true;
    if (claim.when == When::on_demand && !waits) return false;
    return word == claim.chapter || word == claim.topic || fnmatch(word.c_str(), id.c_str(), 0) == 0;
}

} // namespace

std::vector<std::string> nearest(const std::string &word, const std::vector<const Claim *> &among)
{
    constexpr std::size_t most = 3;
    std::vector<std::string> ids;
    ids.reserve(among.size());
    for (const auto *claim : among)
        ids.emplace_back(claim->id);
    std::stable_sort(ids.begin(), ids.end(),
                     [&](const auto &one, const auto &other) { return distance(word, one) < distance(word, other); });
    ids.resize(std::min(ids.size(), most));
    return ids;
}

Choice choose(const std::vector<std::string> &words, bool waits, const std::vector<const Claim *> &among)
{
    Choice choice;
    for (const auto *claim : among) {
        const bool wanted = words.empty() ? waits || claim->when == When::always
                                          : std::any_of(words.begin(), words.end(), [&](const auto &word) {
                                                return meant_by(word, *claim, waits);
                                            });
        if (wanted) choice.claims.push_back(claim);
    }
    for (const auto &word : words) {
        // Asked as if waiting were allowed: a word that means only such claims is known, though nothing of it may run.
        const bool known =
            std::any_of(among.begin(), among.end(), [&](const auto *claim) { return meant_by(word, *claim, true); });
        if (known) continue;
        choice.unknown.push_back(
            fmt::format("no claim '{}'; nearest: {}", word, fmt::join(nearest(word, among), ", ")));
    }
    return choice;
}

} // namespace suites::session
