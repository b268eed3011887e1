// What must be true of the model whatever a kernel does.

#include "house/recorded.hpp"
#include "model/slice.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>

using namespace model;

namespace {

/// Every usual cell, made once.
const std::vector<Cell> &every_cell()
{
    static const auto all = [] {
        std::vector<Cell> cells;
        for (const auto &slice : slices()) {
            auto more = slice.cells(Width::usual);
            cells.insert(cells.end(), more.begin(), more.end());
        }
        return cells;
    }();
    return all;
}

/// Who may bind beside one holder that is merely bound: the question that laws are about.
struct Pair {
    Socket holder, asker;

    [[nodiscard]] bool allowed() const
    {
        Port port;
        port.bind(holder, 0);
        return may_bind(mainline().refusals, mainline().bind, port, asker).error == 0;
    }
    [[nodiscard]] std::string text() const
    {
        const Cell cell{.cast = {holder, asker}, .deeds = {{.who = 0}, {.who = 1}}, .packets = {}};
        return cell.label();
    }
};

std::vector<Pair> every_pair()
{
    std::vector<Pair> pairs;
    for (const auto &cell : every_cell()) {
        if (cell.cast.size() != 2) continue;
        const auto &[holder, asker] = std::tie(cell.cast[0], cell.cast[1]);
        if (asker.address.mapped() && asker.address.six_only) continue;
        const auto nowhere = [](const auto &one) {
            return one.device == Device::cable && one.address.reach_six == Reach::only(1);
        };
        if (nowhere(holder) || nowhere(asker)) continue; // refused for itself: the address is another device's
        pairs.push_back({holder, asker});
    }
    return pairs;
}

template <typename Law> void holds_for_every_pair(Law law)
{
    for (const auto &pair : every_pair()) {
        if (law(pair)) continue;
        FAIL_CHECK(pair.text()); // the pairs come simplest first, so this is the smallest
        return;
    }
}

template <typename Change> Pair changed(Pair pair, Change change)
{
    change(pair);
    return pair;
}

} // namespace

TEST_CASE("Each cell has a label of its own within its slice", "[conflict]")
{
    for (const auto &slice : slices()) {
        std::set<std::string> labels;
        for (const auto &cell : slice.cells(Width::usual)) {
            INFO(cell.label());
            CHECK(labels.insert(cell.label()).second);
        }
    }
}

TEST_CASE("The conflict matrix is as large as it is said to be", "[conflict]")
{
    CHECK(every_cell().size() > 10000);
    std::size_t full = 0;
    for (const auto &slice : slices())
        full += slice.cells(Width::full).size();
    CHECK(full > 50000);
}

TEST_CASE("Of a halved slice every combination on all axes but one is usual", "[conflict]")
{
    const auto slice = std::find_if(slices().begin(), slices().end(),
                                    [](const auto &one) { return one.id == "conflict.tcp-addresses"; });
    std::set<std::string> pairs; // all but whether the holder listens
    for (const auto &cell : slice->cells(Width::usual)) {
        const Cell pair{.cast = cell.cast, .deeds = {{.who = 0}, {.who = 1}}, .packets = {}};
        CHECK(pairs.insert(pair.label()).second);
    }
    constexpr std::size_t addresses = 7UL * 8;
    constexpr std::size_t options = 4UL * 4;
    constexpr std::size_t owners = 2;
    CHECK(pairs.size() == addresses * options * owners);
}

TEST_CASE("Every page decides every cell, and every rule decides some", "[conflict]")
{
    std::set<std::string_view> bind;
    std::set<std::string_view> listen;
    std::set<std::string_view> receive;
    for (const auto &cell : every_cell()) {
        const auto predicted = predict(mainline(), cell);
        for (std::size_t at = 0; at < cell.deeds.size(); ++at) {
            const auto act = cell.deeds[at].act;
            if (act == Act::bind) bind.insert(predicted.deed_rules[at]);
            if (act == Act::listen || act == Act::leave) listen.insert(predicted.deed_rules[at]);
        }
        receive.insert(predicted.packet_rules.begin(), predicted.packet_rules.end());
    }
    CHECK(!bind.contains("no rule"));
    CHECK(!listen.contains("no rule"));
    CHECK(!receive.contains(""));
    CHECK(bind.contains(nobody_there));
    for (const auto &rule : mainline().refusals) {
        INFO(rule.id);
        CHECK(bind.contains(rule.id));
    }
    for (const auto &rule : mainline().bind) {
        INFO(rule.id);
        CHECK(bind.contains(rule.id));
    }
    for (const auto &rule : mainline().listen) {
        INFO(rule.id);
        CHECK(listen.contains(rule.id));
    }
    for (const auto &rule : mainline().receive) {
        INFO(rule.id);
        CHECK(receive.contains(rule.id));
    }
}

TEST_CASE("Every rule says what and who says so, and no two have one name", "[conflict]")
{
    const auto check = [](const auto &page) {
        std::set<std::string_view> ids;
        for (const auto &rule : page) {
            INFO(rule.id);
            CHECK(ids.insert(rule.id).second);
            CHECK(rule.says.ends_with("."));
            CHECK(rule.source.find('(') != std::string_view::npos);
        }
    };
    check(mainline().refusals);
    check(mainline().bind);
    check(mainline().listen);
    check(mainline().receive);
}

TEST_CASE("Whether two may be bound side by side does not hang on who came first", "[conflict]")
{
    holds_for_every_pair(
        [](const Pair &pair) { return pair.allowed() == Pair{.holder = pair.asker, .asker = pair.holder}.allowed(); });
}

TEST_CASE("Taking an option away lets nobody in", "[conflict]")
{
    holds_for_every_pair([](const Pair &pair) {
        const auto less = [&](auto change) { return pair.allowed() || !changed(pair, change).allowed(); };
        return less([](Pair &one) { one.asker.options.addr = false; }) &&
               less([](Pair &one) { one.asker.options.port = false; }) &&
               less([](Pair &one) { one.holder.options.addr = false; }) &&
               less([](Pair &one) { one.holder.options.port = false; });
    });
}

TEST_CASE("Being somebody else lets nobody in", "[conflict]")
{
    holds_for_every_pair([](const Pair &pair) {
        constexpr User stranger = 4711;
        return pair.allowed() || !changed(pair, [](Pair &one) { one.asker.user = stranger; }).allowed();
    });
}

TEST_CASE("Who may have every address may have one, and who may have any device may have one", "[conflict]")
{
    holds_for_every_pair([](const Pair &pair) {
        const bool one_address = !(pair.asker.address == any4) || !pair.allowed() ||
                                 changed(pair, [](Pair &one) { one.asker.address = loopback4; }).allowed();
        const bool one_device = pair.asker.device != Device::none || !pair.allowed() ||
                                changed(pair, [](Pair &one) { one.asker.device = Device::loopback; }).allowed();
        return one_address && one_device;
    });
}
