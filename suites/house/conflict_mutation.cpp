// The model against kernels' recorded answers: it explains them, and any one rule less or turned round does not.

#include "house/recorded.hpp"
#include "known/quirk.hpp"
#include "model/slice.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <map>

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

/// Whether some kernel's answers show that these are not its pages.
bool noticed(const std::function<void(Pages &)> &mutate)
{
    for (const auto &kernel : recorded()) {
        auto pages = known::pages_of(kernel.platform);
        mutate(pages);
        if (!first_unexplained(kernel, pages).empty()) return true;
    }
    return false;
}

template <typename Rules> void every_mutation_of(Rules Pages::*page, const char *name)
{
    for (std::size_t at = 0; at < (model::mainline().*page).size(); ++at) {
        const auto id = (model::mainline().*page)[at].id;
        const auto here = [&](Pages &pages) {
            return std::find_if((pages.*page).begin(), (pages.*page).end(),
                                [&](const auto &rule) { return rule.id == id; });
        };
        INFO(name << ": " << id);
        CHECK(noticed([&](Pages &pages) { (pages.*page).erase(here(pages)); }));
        if constexpr (std::is_same_v<Rules, model::Page>)
            CHECK(noticed([&](Pages &pages) { here(pages)->inverted = true; }));
    }
}

} // namespace

TEST_CASE("The pages explain every answer that was recorded", "[conflict]")
{
    REQUIRE(!recorded().empty());
    for (const auto &kernel : recorded()) {
        INFO(kernel.platform.label);
        CHECK(kernel.answers.size() == model::slices().size());
        CHECK(first_unexplained(kernel, known::pages_of(kernel.platform)).empty());
    }
}

TEST_CASE("A rule dropped or inverted is noticed", "[conflict]")
{
    every_mutation_of(&Pages::bind, "bind");
    every_mutation_of(&Pages::listen, "listen");
    every_mutation_of(&Pages::receive, "receive");
}

TEST_CASE("A quirk dropped is noticed in every slice it names, and in no other", "[conflict]")
{
    for (const auto &kernel : recorded()) {
        for (const auto *dropped : known::quirks_of(kernel.platform)) {
            auto pages = model::mainline();
            for (const auto *quirk : known::quirks_of(kernel.platform)) {
                if (quirk != dropped) quirk->change(pages);
            }
            for (const auto &slice : model::slices()) {
                Recorded one{.platform = kernel.platform, .answers = {}};
                const auto answers = kernel.answers.find(std::string(slice.id));
                if (answers == kernel.answers.end()) continue;
                one.answers.insert(*answers);
                const auto &named = dropped->slices;
                INFO(kernel.platform.label << ": " << dropped->id << " in " << slice.id);
                CHECK(first_unexplained(one, pages).empty() ==
                      (std::find(named.begin(), named.end(), slice.id) == named.end()));
            }
        }
    }
}
