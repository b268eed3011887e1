// What the programs write is what ci/schema/ says they write.

#include "conflict/run.hpp"
#include "house/example.hpp"
#include "house/objection.hpp"
#include "house/scratch.hpp"
#include "house/source_tree.hpp"
#include "house/troupe.hpp"
#include "record/folder.hpp"
#include "session/catalogue.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <stdexcept>

using namespace house;
using judgement::Broken;
using judgement::Judged;
using judgement::NotObserved;
using judgement::Verdict;
using nlohmann::json;

namespace {

/// A run with a result of every kind.
json results()
{
    const Scratch scratch;
    record::Folder folder(scratch.path(), linux_of({6, 1, 140}), 18446744073709551615U);
    const std::vector<judgement::Result> one_of_each{
        Judged{}, Judged{.verdict = Verdict::fail, .surprise = true, .because = {"…"}, .sources = {}},
        Judged{.verdict = Verdict::platform_divergent, .surprise = false, .because = {"…"}, .sources = {"socket(7)"}},
        NotObserved{.missing = "IPv6", .found = "socket(AF_INET6): EAFNOSUPPORT"}, Broken{"actor server has died"}};
    for (const auto &result : one_of_each) {
        std::string kind(name(result));
        std::replace(kind.begin(), kind.end(), ' ', '-');
        const auto trial = evidence("claim." + kind);
        folder.keep(row(trial, result), trial);
    }
    folder.finish();
    return json::parse(contents(scratch / "results.json"));
}

json evidence_file()
{
    const Scratch scratch;
    record::Folder folder(scratch.path(), linux_of({6, 1, 140}), 7);
    const auto trial = evidence("some.claim");
    folder.keep(row(trial, Judged{}), trial);
    return json::parse(contents(scratch / "evidence" / "some.claim.json"));
}

/// The same of several platforms, as the gatherer merges them.
json merged_results()
{
    auto file = results();
    file["platforms"] = json::array({file["platform"]});
    file.erase("platform");
    file.erase("seed");
    for (auto &one : file["results"])
        one["platform"] = "linux-6.1.140";
    return file;
}

/// A conflict matrix with a slice in which one cell was played as the pages say, one otherwise, and one not at all.
json matrix()
{
    using namespace suites::conflict;
    const auto troupe = ambient_troupe();
    Run run(troupe, linux_of({6, 1, 180}), model::Width::usual);
    auto cells = model::slices().front().cells(model::Width::usual);
    cells.resize(3);
    std::vector<Played> played(cells.size());
    for (std::size_t at = 0; at < cells.size(); ++at)
        played[at].answers = predict(run.pages(), cells[at]).answers;
    played[1].answers.deeds[0] = EPERM;
    played[2].lack = "IPv6";
    auto outcome = held_against(run.pages(), cells, played);
    outcome.slice = model::slices().front().id;
    outcome.says = model::slices().front().says;
    count_quirks(outcome, run.quirks(), cells, played);
    run.keep(outcome);
    return run.report();
}

/// The row of that result, wherever it stands.
json &row_of(json &file, const std::string &kind)
{
    for (auto &one : file["results"]) {
        if (one["id"] == "claim." + kind) return one;
    }
    throw std::out_of_range(kind);
}

using Damage = std::function<void(json &)>;

void every_field_is_needed(const std::string &schema, const json &whole, const json::json_pointer &in)
{
    for (const auto &[field, value] : whole.at(in).items()) {
        if (field == "programs") continue; // those of real servers only
        INFO(schema << " " << in.to_string() << " without " << field);
        auto damaged = whole;
        damaged[in].erase(field);
        CHECK(!objection(schema, damaged).empty());
    }
}

void is_refused(const std::string &schema, const json &whole, const std::vector<Damage> &damages)
{
    for (const auto &damage : damages) {
        auto damaged = whole;
        damage(damaged);
        INFO(damaged.diff(whole, damaged).dump());
        CHECK(!objection(schema, damaged).empty());
    }
}

/// Every field of a schema says in words what it is; the path of the first that does not.
std::string undescribed(const json &schema, const std::string &path)
{
    for (const auto &[name, field] : schema.items()) {
        if (!field.is_object()) continue;
        const auto at = path + "/" + name;
        if (name == "properties") {
            for (const auto &[property, rule] : field.items()) {
                if (!rule.contains("description") && !rule.contains("$ref")) return at + "/" + property;
            }
        }
        if (auto inner = undescribed(field, at); !inner.empty()) return inner;
    }
    return "";
}

} // namespace

TEST_CASE("The results of a run are as their schema says", "[schema]")
{
    CHECK(objection("results.schema.json", results()).empty());
}

TEST_CASE("Results that were merged are as their schema says", "[schema]")
{
    CHECK(objection("results.schema.json", merged_results()).empty());
}

TEST_CASE("Results of a run that has only begun are as their schema says", "[schema]")
{
    const Scratch scratch;
    const record::Folder folder(scratch.path(), linux_of({6, 1, 140}), 7);
    CHECK(objection("results.schema.json", json::parse(contents(scratch / "results.json"))).empty());
}

TEST_CASE("Evidence is as its schema says", "[schema]")
{
    CHECK(objection("evidence.schema.json", evidence_file()).empty());
    auto broken = evidence("some.claim");
    broken.trial.broken = "actor server has died";
    CHECK(objection("evidence.schema.json", to_json(broken)).empty());
}

TEST_CASE("The catalogue is as its schema says", "[schema]")
{
    CHECK(objection("catalogue.schema.json", suites::session::catalogue()).empty());
}

TEST_CASE("The conflict matrix is as its schema says, and nothing less is", "[schema]")
{
    const auto whole = matrix();
    CHECK(objection("conflict.schema.json", whole).empty());
    for (const auto *part :
         {"", "/pages", "/pages/bind/0", "/pages/receive/0", "/quirks/0", "/slices/0", "/slices/0/table/0",
          "/slices/0/table/0/answers/0", "/slices/0/unexplained/0", "/slices/0/not_observed/0", "/slices/0/quirks/0"})
        every_field_is_needed("conflict.schema.json", whole, json::json_pointer(part));
    is_refused("conflict.schema.json", whole,
               {[](json &file) { file["schema"] = 2; }, [](json &file) { file["width"] = "half"; },
                [](json &file) { file["pages"]["bind"] = json::array(); },
                [](json &file) { file["slices"][0]["id"] = "users"; },
                [](json &file) { file["slices"][0]["table"][0]["holder"] = "some"; },
                [](json &file) { file["slices"][0]["note"] = "…"; }});
}

TEST_CASE("Results that lack anything are not as their schema says", "[schema]")
{
    // By id: broken, fail, not observed, pass, platform-divergent.
    const auto whole = results();
    for (const auto *part :
         {"", "/platform", "/platform/features/0", "/summary", "/results/3", "/results/3/partly_not_observed/0",
          "/results/2", "/results/2/not_observed", "/results/0", "/results/0/broken"}) {
        every_field_is_needed("results.schema.json", whole, json::json_pointer(part));
    }
    every_field_is_needed("results.schema.json", merged_results(), json::json_pointer(""));
}

TEST_CASE("Results that say too much or otherwise are not as their schema says", "[schema]")
{
    is_refused(
        "results.schema.json", results(),
        {[](json &file) { file["schema"] = 2; }, [](json &file) { file["verdicts"] = 1; },
         [](json &file) { file["platforms"] = json::array({file["platform"]}); },
         [](json &file) { file["complete"] = "yes"; }, [](json &file) { file["summary"]["pass"] = -1; },
         [](json &file) { file["platform"]["kind"] = "plan9"; }, [](json &file) { file["platform"]["kernel"] = "6.1"; },
         [](json &file) { row_of(file, "pass")["verdict"] = "skipped"; },
         [](json &file) { row_of(file, "pass")["verdict"] = "not observed"; },
         [](json &file) { row_of(file, "pass")["note"] = "…"; }, [](json &file) { row_of(file, "pass")["trials"] = 0; },
         [](json &file) { row_of(file, "pass")["statements"] = json::array(); },
         [](json &file) { row_of(file, "pass")["id"] = "Some Claim"; },
         [](json &file) { row_of(file, "not-observed")["verdict"] = "pass"; },
         [](json &file) { row_of(file, "broken")["verdict"] = "fail"; },
         [](json &file) { row_of(file, "broken")["not_observed"] = row_of(file, "not-observed")["not_observed"]; }});
}

TEST_CASE("Evidence that lacks anything is not as its schema says", "[schema]")
{
    const auto whole = evidence_file();
    for (const auto *part :
         {"", "/findings/0", "/findings/2/statistic", "/findings/2/statistic/counts/0", "/gaps/0", "/transcript/0"}) {
        every_field_is_needed("evidence.schema.json", whole, json::json_pointer(part));
    }
}

TEST_CASE("Evidence that says too much or otherwise is not as its schema says", "[schema]")
{
    is_refused("evidence.schema.json", evidence_file(),
               {[](json &file) { file["schema"] = 0; }, [](json &file) { file["note"] = "…"; },
                [](json &file) { file["findings"][0]["role"] = "bystander"; },
                [](json &file) { file["findings"][0]["expected"] = json::array(); },
                [](json &file) { file["findings"][0]["holds"] = "yes"; },
                [](json &file) { file["findings"][2]["statistic"]["false_alarm"] = 5; },
                [](json &file) { file["transcript"][0]["line"] = "heir born"; },
                [](json &file) { file["transcript"][0]["time"] = 1.5; }, [](json &file) { file["seed"] = -1; }});
}

TEST_CASE("A catalogue that lacks anything is not as its schema says", "[schema]")
{
    auto whole = suites::session::catalogue();
    whole["known"].push_back({{"kind", "refutation"},
                              {"claim", "some.claim"},
                              {"finding", "the receivers"},
                              {"variant", ""},
                              {"instead", "third alone"},
                              {"where", "everywhere"},
                              {"documented_on", ""},
                              {"because", "the newest socket wins"},
                              {"source", "socket(7)"}});
    const auto added = std::to_string(whole["known"].size() - 1);
    CHECK(objection("catalogue.schema.json", whole).empty());
    for (const auto &part : {std::string(), std::string("/ledger/0"), std::string("/claims/0"), "/known/" + added}) {
        every_field_is_needed("catalogue.schema.json", whole, json::json_pointer(part));
    }
    is_refused("catalogue.schema.json", whole,
               {[](json &file) { file["schema"] = 2; }, [](json &file) { file["ledger"][0]["document"] = "hearsay"; },
                [](json &file) { file["claims"][0]["statements"] = json::array(); },
                [](json &file) { file["known"].back()["kind"] = "excuse"; },
                [](json &file) { file["known"].back()["source"] = ""; }});
}

TEST_CASE("Every field of every schema is described", "[schema]")
{
    for (const auto *name : {"results.schema.json", "evidence.schema.json", "catalogue.schema.json",
                             "conflict.schema.json", "badge.schema.json"}) {
        INFO(name);
        const auto schema = json::parse(text_of(std::string("ci/schema/") + name));
        CHECK(schema.at("$schema") == "http://json-schema.org/draft-04/schema#");
        CHECK(schema.contains("description"));
        CHECK(undescribed(schema, "").empty());
    }
}
