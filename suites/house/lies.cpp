// A claim must notice when its actors lie: taking the cause away turns claims red.

#include "claim.hpp"
#include "house/program.hpp"
#include "house/scratch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <algorithm>
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
        {.name = "drops-SO_REUSEADDR",
         .noticed_by = {"restart", "multi-bind", "hijack", "multicast", "options", "conflicts"}},
        {.name = "drops-SO_REUSEPORT",
         .noticed_by = {"restart", "affinity", "same-uid", "hijack", "multicast", "options", "queues", "performance",
                        "real-systems", "rolling-restart", "combination", "workers"}},
        {.name = "keeps-uid", .noticed_by = {"same-uid", "hijack", "permissions", "conflicts"}},
        {.name = "keeps-capability", .noticed_by = {"permissions"}},
        {.name = "stays-out", .noticed_by = {"multicast"}},
        {.name = "swallows", .noticed_by = {"multi-bind", "affinity", "hijack", "multicast", "queues"}},
        {.name = "copies", .noticed_by = {"multi-bind", "affinity", "hijack", "multicast"}},
        {.name = "reverses", .noticed_by = {"real-systems"}},
        {.name = "hides-refusal", .noticed_by = {"restart", "multi-bind", "affinity", "same-uid", "hijack"}},
        {.name = "miscounts", .noticed_by = {"queues", "workers"}},
        {.name = "mishears", .noticed_by = {"rolling-restart"}},
        {.name = "invents-refusal", .noticed_by = {"restart", "multi-bind", "affinity", "same-uid", "hijack"}},
    };
    return all;
}

struct Claim {
    std::string id, topic;
    double cost;
};

std::vector<Claim> cheapest_first(const nlohmann::json &truth)
{
    std::vector<Claim> all;
    for (const auto &row : truth.at("results"))
        all.push_back({row.at("id"), row.at("topic"), row.at("cpu_ms")});
    std::sort(all.begin(), all.end(), [](const auto &one, const auto &other) { return one.cost < other.cost; });
    return all;
}

/// The topics that must notice a lie; or, of those claims that have noticed none meant for them, all.
enum class MeantFor { topics, everybody };

/// What came of the lies.
class Noticed {
  public:
    explicit Noticed(std::vector<Claim> claims) : claims_(std::move(claims)) {}

    /// Who is told a lie next: of those it is meant for, all that have noticed no lie yet; and of each topic that must
    /// notice this one and has not, a few of the others. Nobody once that is done.
    [[nodiscard]] std::vector<std::string> audience(std::size_t lie, MeantFor whom) const
    {
        constexpr unsigned few = 4;
        std::vector<std::string> ids;
        std::map<std::string, unsigned> chosen;
        for (const auto &claim : claims_) {
            if (mark(claim, lie) != untold) continue;
            const bool concerned = lies()[lie].noticed_by.contains(claim.topic);
            const bool meant = concerned || whom == MeantFor::everybody;
            const bool due = concerned && !has_noticed(claim.topic, lie) && chosen[claim.topic] < few;
            if (!(meant && !has_noticed_any(claim)) && !due) continue;
            ++chosen[claim.topic];
            ids.push_back(claim.id);
        }
        return ids;
    }
    void note(std::size_t lie, const std::vector<std::string> &audience, const nlohmann::json &results)
    {
        for (const auto &id : audience)
            marks_.try_emplace(id, lies().size(), untold).first->second.at(lie) = missed;
        for (const auto &row : results.at("results")) {
            if (row.at("surprise") || row.contains("broken")) marks_.at(row.at("id")).at(lie) = noticed;
        }
    }
    [[nodiscard]] bool has_noticed(const std::string &topic, std::size_t lie) const
    {
        return std::any_of(claims_.begin(), claims_.end(),
                           [&](const auto &claim) { return claim.topic == topic && mark(claim, lie) == noticed; });
    }
    [[nodiscard]] bool has_noticed_any(const Claim &claim) const
    {
        const auto marks = marks_.find(claim.id);
        return marks != marks_.end() && marks->second.find(noticed) != std::string::npos;
    }
    [[nodiscard]] const std::vector<Claim> &claims() const { return claims_; }

    void print() const
    {
        std::string bars;
        for (const auto &lie : lies()) {
            fmt::print("{:>58}{} {}\n", "", bars, lie.name);
            bars += "|";
        }
        for (const auto &[claim, marks] : marks_)
            fmt::print("{:<58}{}\n", claim, marks);
    }

  private:
    static constexpr char untold = ' ', missed = '.', noticed = 'x';

    [[nodiscard]] char mark(const Claim &claim, std::size_t lie) const
    {
        const auto marks = marks_.find(claim.id);
        return marks == marks_.end() ? untold : marks->second.at(lie);
    }

    std::vector<Claim> claims_;
    std::map<std::string, std::string> marks_; ///< by claim: a mark for each lie
};

/// What these claims find when their actors tell this lie. They wait as long as others do: impatience, too, turns red.
nlohmann::json told(const char *lie, std::vector<std::string> claims)
{
    const house::Scratch folder;
    claims.insert(claims.end(), {"--quiet", "--lie", lie, "--output", folder.path()});
    (void)house::run(claims);
    return house::results_below(folder.path());
}

} // namespace

// Real servers take so long to start that they have a table of their own, below.
TEST_CASE("Every lie of the actors is noticed", "[kernel]")
{
    std::set<std::string> topics;
    for (const auto &lie : lies())
        topics.insert(lie.noticed_by.begin(), lie.noticed_by.end());
    for (const auto *claim : suites::claims()) {
        INFO(claim->id);
        CHECK((claim->topic == real_servers || topics.contains(std::string(claim->topic))));
    }
    const house::Scratch truth;
    std::vector<std::string> arguments(topics.begin(), topics.end());
    arguments.insert(arguments.end(), {"--quiet", "--output", truth.path()});
    const auto honest = house::run(arguments);
    INFO(honest.output);
    if (honest.status == 4) SKIP("nothing can be observed here");
    REQUIRE(honest.status == 0);
    const auto results = house::results_below(truth.path());
    if (results.at("summary").at("not_observed") != 0) SKIP("not every claim can be observed here");

    Noticed noticed(cheapest_first(results));
    for (const auto whom : {MeantFor::topics, MeantFor::everybody}) {
        for (std::size_t lie = 0; lie < lies().size(); ++lie) {
            for (auto ids = noticed.audience(lie, whom); !ids.empty(); ids = noticed.audience(lie, whom))
                noticed.note(lie, ids, told(lies()[lie].name, ids));
        }
    }
    noticed.print();
    for (std::size_t lie = 0; lie < lies().size(); ++lie) {
        for (const auto &topic : lies()[lie].noticed_by) {
            INFO(lies()[lie].name << " in " << topic);
            CHECK(noticed.has_noticed(topic, lie));
        }
    }
    for (const auto &claim : noticed.claims()) {
        INFO(claim.id);
        CHECK(noticed.has_noticed_any(claim)); // one that is blind to all lies could not have failed
    }
}

namespace {

/// A claim about a real server, and what it must see when its actors lie.
struct Caught {
    std::string claim, seen;
};

/// Started without the option to share its port, each of them: one socket where there should be several, or what comes
/// of it. PostgreSQL and rsyslog know no such option.
const std::vector<Caught> withheld{
    {.claim = "field.game.same-world", .seen = "1 of them"},
    {.claim = "field.gstreamer.same-receiver", .seen = "1 of them"},
    {.claim = "field.haproxy.waiting", .seen = "1 of them"},
    {.claim = "field.nginx.sockets", .seen = "1 of them"},
    {.claim = "field.nsd.sockets", .seen = "1 of them"},
    {.claim = "field.syslog-ng.distributed", .seen = "overflowed; who logs it: fourth alone"},
    {.claim = "field.unbound.sockets", .seen = "1 of them"},
};

} // namespace

TEST_CASE("A real server that is started without its option is noticed", "[kernel]")
{
    std::vector<std::string> words;
    for (const auto &one : withheld)
        words.push_back(one.claim);
    // They wait in vain for the sockets that are missing, and idly: not quite as long as others do.
    words.insert(words.end(), {"--timeout-factor", "0.4"});
    const auto results = told("withholds", words);
    unsigned noticed = 0;
    for (const auto &row : results.at("results")) {
        if (row.contains("not_observed")) continue; // a program that is not to be had
        const auto id = row.at("id").get<std::string>();
        const auto one =
            std::find_if(withheld.begin(), withheld.end(), [&](const auto &caught) { return caught.claim == id; });
        INFO(row.dump(1));
        REQUIRE(one != withheld.end());
        CHECK(row.at("surprise") == true);
        CHECK(row.at("seen").get<std::string>().find(one->seen) != std::string::npos);
        ++noticed;
    }
    if (noticed == 0) SKIP("no real server is to be had here");
}
