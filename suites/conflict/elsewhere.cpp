#include "conflict/elsewhere.hpp"

#include <utility>

namespace suites::conflict {

bool differs(const model::Pages &pages, const model::Cell &cell, const Played &played)
{
    return !played.lack && !(predict(pages, cell).answers == played.answers);
}

void play_elsewhere(const model::Pages &pages, const std::vector<model::Cell> &cells, std::vector<Played> &played,
                    const Elsewhere &elsewhere)
{
    constexpr int further_hosts = 3;
    for (int host = 0; host < further_hosts; ++host) {
        std::vector<std::size_t> places;
        std::vector<model::Cell> differing;
        for (std::size_t at = 0; at < cells.size(); ++at) {
            if (!differs(pages, cells[at], played[at])) continue;
            places.push_back(at);
            differing.push_back(cells[at]);
        }
        if (differing.empty()) return;
        auto again = elsewhere(differing);
        for (std::size_t at = 0; at < places.size(); ++at)
            played[places[at]] = std::move(again[at]);
    }
}

} // namespace suites::conflict
