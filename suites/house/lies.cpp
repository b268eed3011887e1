// A claim must notice when its actors lie: taking the cause away turns claims red.

#include "house/program.hpp"
#include "house/scratch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <map>
#include <set>

namespace {

constexpr auto real_servers = "field"; ///< the topic of claims that start them

struct Lie {
    const char *name;
    std::set<std::string> noticed_by; ///< the topics in which at least one claim must be surprised
};

const std::vector<Lie> &lies()
{
    static const std::vector<Lie> all{
        {.name = "withholds", .noticed_by = {real_servers}},
        {.name = "drops-SO_REUSEADDR",
         .noticed_by = {"restart", "multi-bind", "hijack", "multicast", "options", "conflicts"}},
        {.name = "drops-SO_REUSEPORT",
         .noticed_by = {"restart", "affinity", "same-uid", "hijack", "multicast", "options", "queues", "performance",
                        "real-systems"}},
        {.name = "keeps-uid", .noticed_by = {"same-uid", "hijack", "permissions", "conflicts"}},
        {.name = "keeps-capability", .noticed_by = {"permissions"}},
        {.name = "stays-out", .noticed_by = {"multicast"}},
        {.name = "swallows", .noticed_by = {"multi-bind", "affinity", "hijack", "multicast", "queues"}},
        {.name = "copies", .noticed_by = {"multi-bind", "affinity", "hijack", "multicast"}},
        {.name = "reverses", .noticed_by = {"real-systems"}},
        {.name = "hides-refusal", .noticed_by = {"restart", "multi-bind", "affinity", "same-uid", "hijack"}},
        {.name = "miscounts", .noticed_by = {"queues", "workers", real_servers}},
        {.name = "invents-refusal", .noticed_by = {"restart", "multi-bind", "affinity", "same-uid", "hijack"}},
        {.name = "mishears", .noticed_by = {"rolling-restart"}},
    };
    return all;
}

/// Per claim what came of the lies, by their place in lies(); per lie the topics in which it turned any red.
struct Noticed {
    std::map<std::string, std::string> claims; ///< ".x  x..", one mark for each lie: noticed or not; " ": not told
    std::vector<std::set<std::string>> topics = std::vector<std::set<std::string>>(lies().size());
};

/// Who is told a lie: the claims of the topics that must notice it, and all that have noticed none so far.
std::vector<std::string> audience(const nlohmann::json &truth, const Lie &lie, const Noticed &noticed)
{
    std::vector<std::string> ids;
    for (const auto &row : truth.at("results")) {
        if (row.contains("not_observed")) continue;
        const auto claim = noticed.claims.find(row.at("id"));
        const bool has_noticed = claim != noticed.claims.end() && claim->second.find('x') != std::string::npos;
        if (lie.noticed_by.contains(row.at("topic")) || !has_noticed) ids.push_back(row.at("id"));
    }
    return ids;
}

void note(Noticed &noticed, std::size_t lie, const nlohmann::json &results)
{
    for (const auto &row : results.at("results")) {
        auto &mark = noticed.claims.try_emplace(row.at("id"), std::string(lies().size(), ' ')).first->second.at(lie);
        mark = '.';
        if (!row.at("surprise") && !row.contains("broken")) continue;
        mark = 'x';
        noticed.topics.at(lie).insert(row.at("topic"));
    }
}

void print(const Noticed &noticed)
{
    std::string bars;
    for (const auto &[name, topics] : lies()) {
        fmt::print("{:>58}{} {}\n", "", bars, name);
        bars += "|";
    }
    for (const auto &[claim, marks] : noticed.claims)
        fmt::print("{:<58}{}\n", claim, marks);
}

} // namespace

TEST_CASE("Every lie of the actors is noticed", "[.lies]")
{
    const house::Scratch truth;
    const auto honest = house::run({"--quiet", "--output", truth.path()});
    INFO(honest.output);
    if (honest.status == 4) SKIP("nothing can be observed here");
    const auto observed = house::results_below(truth.path());
    REQUIRE(honest.status == 0);
    std::set<std::string> unseen; // topics of claims that cannot be observed
    for (const auto &row : observed.at("results")) {
        if (row.contains("not_observed")) unseen.insert(row.at("topic"));
    }
    const bool lacks_servers = unseen.erase(real_servers) > 0; // which need not be there
    if (!unseen.empty()) SKIP("not every claim can be observed here");

    Noticed noticed;
    for (std::size_t lie = 0; lie < lies().size(); ++lie) {
        const auto &[name, topics] = lies()[lie];
        if (lacks_servers && topics == std::set<std::string>{real_servers}) continue;
        const house::Scratch folder;
        auto arguments = audience(observed, lies()[lie], noticed);
        arguments.insert(arguments.end(),
                         {"--quiet", "--timeout-factor", "0.2", "--lie", name, "--output", folder.path()});
        const auto ran = house::run(arguments);
        note(noticed, lie, house::results_below(folder.path()));
        INFO(name);
        CHECK(ran.status != 0);
        for (const auto &topic : topics) {
            if (lacks_servers && topic == real_servers) continue;
            INFO(topic);
            CHECK(noticed.topics[lie].contains(topic));
        }
    }
    print(noticed);
    for (const auto &[claim, marks] : noticed.claims) {
        INFO(claim);
        CHECK(marks.find('x') != std::string::npos); // a claim that is blind to all lies could not have failed
    }
}
