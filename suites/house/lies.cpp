// A claim must notice when its actors lie: taking the cause away turns claims red.

#include "house/program.hpp"
#include "house/scratch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <map>
#include <set>

namespace {

struct Lie {
    const char *name;
    std::set<std::string> noticed_by; ///< the topics in which at least one claim must be surprised
};

const std::vector<Lie> &lies()
{
    static const std::vector<Lie> all{
        {.name = "drops-SO_REUSEADDR", .noticed_by = {"restart", "multi-bind", "hijack"}},
        {.name = "drops-SO_REUSEPORT", .noticed_by = {"restart", "affinity", "same-uid", "hijack"}},
        {.name = "keeps-uid", .noticed_by = {"same-uid", "hijack"}},
        {.name = "swallows", .noticed_by = {"multi-bind", "affinity", "hijack"}},
        {.name = "copies", .noticed_by = {"multi-bind", "affinity", "hijack"}},
        {.name = "hides-refusal", .noticed_by = {"restart", "multi-bind", "affinity", "same-uid", "hijack"}},
        {.name = "miscounts", .noticed_by = {"queues", "workers"}},
        {.name = "invents-refusal", .noticed_by = {"restart", "multi-bind", "affinity", "same-uid", "hijack"}},
    };
    return all;
}

/// How many claims of each topic were surprised.
std::map<std::string, unsigned> surprised(const nlohmann::json &results)
{
    std::map<std::string, unsigned> topics;
    for (const auto &row : results.at("results")) {
        if (row.at("surprise") || row.contains("broken")) ++topics[row.at("topic")];
    }
    return topics;
}

} // namespace

TEST_CASE("Every lie of the actors is noticed", "[kernel]")
{
    const house::Scratch truth;
    const auto honest = house::run({"--quiet", "--output", truth.path()});
    INFO(honest.output);
    if (honest.status == 4) SKIP("nothing can be observed here");
    const auto observed = house::results_below(truth.path());
    if (observed.at("summary").at("not_observed") > 0) SKIP("not every claim can be observed here");
    REQUIRE(honest.status == 0);

    for (const auto &[name, noticed_by] : lies()) {
        const house::Scratch folder;
        const auto ran = house::run({"--quiet", "--timeout-factor", "0.2", "--lie", name, "--output", folder.path()});
        const auto topics = surprised(house::results_below(folder.path()));
        std::string line;
        for (const auto &[topic, count] : topics)
            line += fmt::format("  {} {}", topic, count);
        fmt::print("{:<20}{}\n", name, line);
        INFO(name);
        CHECK(ran.status != 0);
        for (const auto &topic : noticed_by) {
            INFO(topic);
            CHECK(topics.contains(topic));
        }
    }
}
