// The model against kernels' recorded answers: it explains them, and any one rule less or turned round does not.

#include "house/recorded.hpp"
#include "known/quirk.hpp"
#include "model/slice.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <map>
#include <set>

using house::Recorded;
using house::recorded;
using model::Pages;

namespace {

const std::vector<model::Cell> &cells_of(const std::string &slice)
{
    static std::map<std::string, std::vector<model::Cell>> made;
    auto found = made.find(slice);
    if (found == made.end()) {
        for (const auto &one : model::slices()) {
            if (one.id == slice) found = made.emplace(slice, one.cells(model::Width::usual)).first;
        }
    }
    return found->second;
}

/// The first recorded answer that these pages do not give; "" when they give all.
std::string first_unexplained(const Recorded &kernel, const Pages &pages)
{
    for (const auto &[slice, answers] : kernel.answers) {
        const auto &cells = cells_of(slice);
        for (const auto &[number, seen] : answers) {
            if (!(predict(pages, cells.at(number)).answers == seen)) return slice + ": " + cells[number].label();
        }
    }
    return "";
}

/// Whether the answers of some kernel that has such a rule show that these are not its pages.
template <typename Rules>
bool noticed(Rules Pages::*page, std::string_view id, void (*mutate)(Rules &rules, typename Rules::iterator rule))
{
    for (const auto &kernel : recorded()) {
        auto pages = known::pages_of(kernel.platform);
        auto &rules = pages.*page;
        const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto &one) { return one.id == id; });
        if (rule == rules.end()) continue;
        mutate(rules, rule);
        if (!first_unexplained(kernel, pages).empty()) return true;
    }
    return false;
}

/// Of mainline's rules and those that quirks bring.
template <typename Rules> void every_mutation_of(Rules Pages::*page, const char *name)
{
    std::set<std::string_view> ids;
    for (const auto &kernel : recorded()) {
        const auto pages = known::pages_of(kernel.platform);
        for (const auto &rule : pages.*page)
            ids.insert(rule.id);
    }
    for (const auto id : ids) {
        INFO(name << ": " << id);
        CHECK(noticed<Rules>(page, id, [](Rules &rules, auto rule) { rules.erase(rule); }));
        if constexpr (!std::is_same_v<Rules, model::ReceivePage>)
            CHECK(noticed<Rules>(page, id, [](Rules & /*rules*/, auto rule) { rule->inverted = true; }));
    }
}

} // namespace

TEST_CASE("The pages explain every answer that was recorded", "[conflict]")
{
    REQUIRE(!recorded().empty());
    for (const auto &kernel : recorded()) {
        INFO(kernel.platform.label);
        CHECK(!kernel.answers.empty());
        CHECK(first_unexplained(kernel, known::pages_of(kernel.platform)).empty());
    }
}

TEST_CASE("A rule dropped or inverted is noticed", "[conflict]")
{
    every_mutation_of(&Pages::refusals, "refusals");
    every_mutation_of(&Pages::bind, "bind");
    every_mutation_of(&Pages::listen, "listen");
    every_mutation_of(&Pages::receive, "receive");
}

TEST_CASE("A quirk dropped is noticed in every slice it names, and in no other", "[conflict]")
{
    std::map<std::string_view, std::set<std::string_view>> noticed_in;
    for (const auto &kernel : recorded()) {
        for (const auto *dropped : known::quirks_of(kernel.platform)) {
            auto others = known::quirks_of(kernel.platform);
            std::erase(others, dropped);
            const auto pages = known::pages_with(others);
            for (const auto &slice : model::slices()) {
                const auto answers = kernel.answers.find(std::string(slice.id));
                if (answers == kernel.answers.end()) continue;
                const Recorded one{.platform = kernel.platform, .answers = {*answers}};
                if (!first_unexplained(one, pages).empty()) noticed_in[dropped->id].insert(slice.id);
            }
        }
    }
    for (const auto &quirk : known::quirks()) {
        INFO(quirk.id);
        CHECK(noticed_in[quirk.id] == std::set(quirk.slices.begin(), quirk.slices.end()));
    }
}
