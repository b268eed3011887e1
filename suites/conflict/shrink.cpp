#include "conflict/shrink.hpp"

#include "model/slice.hpp"

#include <algorithm>

namespace suites::conflict {

using model::Act;
using model::Cell;

namespace {

Cell without_socket(Cell cell, std::size_t who)
{
    cell.cast.erase(cell.cast.begin() + static_cast<std::ptrdiff_t>(who));
    std::erase_if(cell.deeds, [=](const auto &deed) { return deed.who == who; });
    for (auto &deed : cell.deeds)
        deed.who -= deed.who > who ? 1 : 0;
    return cell;
}

template <typename Change> void add(std::vector<Cell> &all, const Cell &cell, Change change)
{
    auto changed = cell;
    change(changed);
    changed.packets = model::packets_to(changed);
    if (changed.label() != cell.label() && model::possible(changed)) all.push_back(std::move(changed));
}

} // namespace

std::vector<Cell> simpler(const Cell &cell)
{
    std::vector<Cell> all;
    for (std::size_t who = 0; cell.cast.size() > 1 && who < cell.cast.size(); ++who)
        add(all, cell, [=](Cell &one) { one = without_socket(std::move(one), who); });
    for (std::size_t at = 0; at < cell.deeds.size(); ++at) {
        if (cell.deeds[at].act != Act::bind)
            add(all, cell, [=](Cell &one) { one.deeds.erase(one.deeds.begin() + static_cast<std::ptrdiff_t>(at)); });
    }
    for (std::size_t who = 0; who < cell.cast.size(); ++who) {
        add(all, cell, [=](Cell &one) { one.cast[who].options = {}; });
        add(all, cell, [=](Cell &one) { one.cast[who].options.addr = false; });
        add(all, cell, [=](Cell &one) { one.cast[who].options.port = false; });
        add(all, cell, [=](Cell &one) { one.cast[who].user = one.cast[0].user; });
        add(all, cell, [=](Cell &one) { one.cast[who].device = model::Device::none; });
        add(all, cell, [=](Cell &one) { one.cast[who].address = one.cast[0].address; });
        add(all, cell, [=](Cell &one) { one.cast[who].address = model::any4; });
    }
    return all;
}

Cell shrunk(Cell cell, const std::function<bool(const Cell &)> &still, unsigned tries)
{
    while (true) {
        const auto candidates = simpler(cell);
        const auto found = std::find_if(candidates.begin(), candidates.end(), [&](const auto &candidate) {
            return tries > 0 && (--tries, still(candidate));
        });
        if (found == candidates.end()) return cell;
        cell = *found;
    }
}

} // namespace suites::conflict
