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
}

void Runs::older() const
{
    record::Folder folder(scratch_ / older_label, linux_of({6, 1, 140}), seed);
    folder.put("catalogue.json", catalogue().dump());
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
    keep(folder, passing("tcp.restart.reuseaddr"), Judged{}, newer_label);
    keep(folder, passing("udp.sharing.newest"), Judged{}, newer_label);
    auto moved = evidence("udp.sharing.hash");
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
