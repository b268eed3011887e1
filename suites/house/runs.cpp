#include "house/runs.hpp"

#include "house/example.hpp"
#include "record/folder.hpp"

namespace house {

using judgement::Broken;
using judgement::Judged;
using judgement::NotObserved;
using judgement::Verdict;
using nlohmann::json;

namespace {

constexpr std::uint64_t seed = 7;
const char *const older_label = "linux-6.1.140";
const char *const newer_label = "linux-6.12.94";

const Judged divergent{.verdict = Verdict::platform_divergent,
                       .surprise = false,
                       .because = {"The newest socket that fits best receives everything."},
                       .sources = {"net/ipv4/udp.c, udp4_lib_lookup2()"}};
const Judged refuted{.verdict = Verdict::fail,
                     .surprise = false,
                     .because = {"A hash <of four values> decides."},
                     .sources = {"socket(7)"}};
const Judged unforeseen{.verdict = Verdict::fail,
                        .surprise = true,
                        .because = {"nobody predicted 'third alone' for 'udp4: the receivers'"},
                        .sources = {}};

judgement::Evidence passing(const std::string &claim)
{
    auto made = evidence(claim);
    made.trial.findings.pop_back();
    made.trial.gaps.clear();
    return made;
}

json catalogue()
{
    json ledger = json::array();
    ledger.push_back({{"id", "tw.ra-restart"},
                      {"document", "guide"},
                      {"section", "Part 1"},
                      {"says", "With SO_REUSEADDR the restarted server binds & listens at once"},
                      {"claims", {"tcp.restart.reuseaddr"}}});
    ledger.push_back({{"id", "table.ra-time-wait"},
                      {"document", "article"},
                      {"section", "Table"},
                      {"says", "SO_REUSEADDR bypasses TIME_WAIT"},
                      {"claims", json::array()}});
    ledger.push_back({{"id", "sec.elsewhere"},
                      {"document", "article"},
                      {"section", "Table"},
                      {"says", "Behaviour varies"},
                      {"claims", json::array()},
                      {"untestable", "it speaks of other systems"}});
    json known = json::array();
    known.push_back({{"kind", "divergence"},
                     {"claim", "udp.sharing.newest"},
                     {"finding", "the receivers"},
                     {"variant", ""},
                     {"instead", "third alone"},
                     {"where", "kernels up to 6.12"},
                     {"documented_on", "6.12, as measured"},
                     {"because", "The newest socket wins."},
                     {"source", "socket(7)"}});
    return {{"schema", 1}, {"ledger", ledger}, {"claims", json::array()}, {"known", known}};
}

json answer(const char *bind, const char *receives, unsigned cells, unsigned example)
{
    return {{"bind", bind},         {"listen", bind == std::string("ok") ? "ok" : "-"},
            {"cells", cells},       {"holder_listens", "-"},
            {"receives", receives}, {"example", example}};
}

/// A slice of which the older platform lacks a cell and has a quirk.
json conflicts(const char *label, bool older)
{
    const auto rule = [](const char *id, const char *says, unsigned cells) {
        return json{{"id", id}, {"says", says}, {"source", "bind(2)"}, {"cells", cells}};
    };
    json bind = json::array();
    bind.push_back(rule("nobody-there", "Nobody else holds the port.", 3));
    if (older) bind.push_back(rule("root-takes", "Root may take it.", 1));
    bind.push_back(rule("same-user", "A socket of another user is in the way.", 2));
    json table = json::array();
    table.push_back({{"holder", "neither"}, {"asker", "neither"}, {"answers", {answer("EADDRINUSE", "holder", 2, 0)}}});
    table.push_back({{"holder", "SO_REUSEPORT"},
                     {"asker", "SO_REUSEPORT"},
                     {"answers", {answer("ok", "split", older ? 3 : 2, 1), answer("EADDRINUSE", "holder", 1, 3)}}});
    json slice{{"id", "conflict.users"},  {"says", "root before and after others, by options"},
               {"cells", older ? 6 : 5},  {"not_observed", json::array()},
               {"quirks", json::array()}, {"evidence", "conflict/conflict.users.txt"},
               {"table", table},          {"unexplained", json::array()}};
    if (!older) {
        slice["not_observed"].push_back({{"missing", "IPv6"}, {"cells", 1}});
        slice["unexplained"].push_back({{"cell", 4},
                                        {"label", "udp4, root after <nobody>"},
                                        {"predicted", "bind ok (nobody-there)"},
                                        {"seen", "bind EACCES"},
                                        {"smallest", "cell 1"}});
    }
    json quirks = json::array();
    if (older) {
        slice["quirks"].push_back({{"id", "root-takes"}, {"cells", 2}});
        quirks.push_back({{"id", "root-takes"},
                          {"page", "bind"},
                          {"rule", "same-user"},
                          {"says", "Root may take it."},
                          {"where", "kernels up to 6.1"},
                          {"source", "net/ipv4/udp.c"},
                          {"slices", {"conflict.users"}}});
    }
    return {{"schema", 1},
            {"platform", label},
            {"width", "usual"},
            {"pages",
             {{"bind", bind},
              {"listen", {rule("one-listens", "One listens.", 0)}},
              {"receive", {rule("takes", "Sockets that take it.", 5)}}}},
            {"quirks", quirks},
            {"slices", {slice}}};
}

/// One row for each run, and one that never came to anything.
json matrix()
{
    const auto row = [](const char *name, const char *folder, const char *status, const char *reason,
                        unsigned attempts) {
        return json{{"name", name},
                    {"engine", "qemu"},
                    {"release", ""},
                    {"package", "1.2-3"},
                    {"status", status},
                    {"reason", reason},
                    {"attempts", attempts},
                    {"folder", folder},
                    {"boot_s", 2.25},
                    {"run_s", 40.5},
                    {"total_s", 43.0},
                    {"slowness", 24.5},
                    {"splats", json::array()},
                    {"not_run", json::array()}};
    };
    auto died = row("linux-6.12", newer_label, "broken", "the guest hung after 5 claims", 2);
    died["splats"].push_back("BUG: soft lockup - CPU#0 stuck");
    died["not_run"].push_back("udp.sharing.fallen");
    return {{"schema", 1},
            {"rows",
             {row("linux-6.1", older_label, "complete", "", 1), died,
              row("linux-5.4", "", "broken", "no package of this series", 0)}}};
}

void keep(record::Folder &folder, judgement::Evidence trial, judgement::Result result, const char *label)
{
    trial.platform = label;
    trial.seed = seed;
    folder.keep(row(trial, std::move(result)), trial);
}

} // namespace

Runs::Runs()
{
    older();
    newer();
    write(scratch_ / "matrix.json", matrix().dump());
}

void Runs::older() const
{
    record::Folder folder(scratch_ / older_label, linux_of({6, 1, 140}), seed);
    folder.put("catalogue.json", catalogue().dump());
    folder.put("conflict.json", conflicts(older_label, true).dump());
    keep(folder, passing("tcp.restart.reuseaddr"), Judged{}, older_label);
    keep(folder, evidence("udp.sharing.newest"), divergent, older_label);
    keep(folder, evidence("udp.sharing.hash"), refuted, older_label);
    auto fallen = passing("udp.sharing.fallen");
    fallen.trial.findings.clear();
    keep(folder, fallen, Broken{"actor third has died, asked 'third collect s1'"}, older_label);
    auto unobserved = passing("tcp.restart.elsewhere");
    unobserved.trial.findings.clear();
    unobserved.transcript.clear();
    keep(folder, unobserved, NotObserved{.missing = "IPv6", .found = "socket(AF_INET6): EAFNOSUPPORT"}, older_label);
    folder.finish();
}

void Runs::newer() const
{
    record::Folder folder(scratch_ / newer_label, linux_of({6, 12, 94}), seed);
    folder.put("conflict.json", conflicts(newer_label, false).dump());
    keep(folder, passing("tcp.restart.reuseaddr"), Judged{}, newer_label);
    keep(folder, passing("udp.sharing.newest"), Judged{}, newer_label);
    auto moved = evidence("udp.sharing.hash");
    moved.programs = {{"nginx", "nginx version: nginx/1.26.3"}};
    moved.unstable = "third alone, where an earlier trial had both";
    moved.trial.findings.back().seen.statistic->counts = {{"first", 1250}, {"third", 0}};
    moved.transcript.back().line = words::Line::parse("third collect s1 = none");
    keep(folder, moved, refuted, newer_label);
    keep(folder, evidence("udp.sharing.surprising"), unforeseen, newer_label);
    keep(folder, passing("tcp.restart.elsewhere"), Judged{}, newer_label);
    folder.finish();
}

std::vector<std::filesystem::path> Runs::files() const
{
    return {scratch_ / older_label / "results.json", scratch_ / newer_label / "results.json"};
}

void rewrite(const std::filesystem::path &file, const std::function<void(json &)> &change)
{
    auto results = json::parse(contents(file));
    change(results);
    write(file, results.dump());
}

} // namespace house
