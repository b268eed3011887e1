#include "session/rejudge.hpp"

#include "claim.hpp"
#include "known/known.hpp"
#include "record/folder.hpp"
#include "record/tell.hpp"
#include "session/catalogue.hpp"
#include "session/rows.hpp"
#include "session/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace suites::session {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

json file_at(const fs::path &path)
{
    std::ifstream stream(path);
    if (!stream) throw judgement::EvidenceUnreadable(path.string() + " cannot be opened");
    try {
        return json::parse(stream);
    } catch (const json::exception &reason) {
        throw judgement::EvidenceUnreadable(path.string() + ": " + reason.what());
    }
}

const Claim *claim_named(const std::string &id)
{
    const auto &all = claims();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto *one) { return one->id == id; });
    return found == all.end() ? nullptr : *found;
}

/// How often each claim was tried; evidence is of the last trial.
std::map<std::string, unsigned> trials_told(const json &results)
{
    std::map<std::string, unsigned> trials;
    for (const auto &row : results.at("results"))
        trials[row.at("id")] = row.at("trials");
    return trials;
}

int judge_folder(const fs::path &path)
try {
    const auto before = file_at(path / "results.json");
    if (before.at("schema") != record::results_schema)
        throw judgement::EvidenceUnreadable(path.string() + ": results of another schema");
    const auto here = record::platform_from(before.at("platform"));
    const bool complete = before.at("complete");
    const auto trials = trials_told(before);

    record::Folder folder(record::Folder::AsItIs{}, path, here, before.at("seed"));
    folder.put("catalogue.json", catalogue().dump(1) + "\n");
    std::vector<fs::path> files;
    if (fs::exists(path / "evidence")) {
        for (const auto &entry : fs::directory_iterator(path / "evidence")) {
            if (entry.path().extension() == ".json") files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    record::Summary summary;
    std::string startling;
    std::size_t strangers = 0;
    for (const auto &file : files) {
        const auto evidence = judgement::evidence_from(file_at(file));
        const auto *claim = claim_named(evidence.trial.claim);
        if (claim == nullptr) {
            fmt::print(stderr, "claims: {}: no claim of this program\n", file.string());
            ++strangers;
            continue;
        }
        auto row = row_of(*claim, evidence, here);
        if (const auto told = trials.find(row.id); told != trials.end()) row.trials = told->second;
        summary.count(row.result);
        if (judgement::surprising(row.result) || std::holds_alternative<judgement::Broken>(row.result))
            startling += fmt::format("  ! {}: {}\n", name(row.result), row.id);
        folder.judged(std::move(row), evidence);
    }
    folder.finish_judging(complete);
    fmt::print("{}: {} pass, {} fail, {} platform-divergent, {} not observed, {} broken; {} surprises{}\n", here.label,
               summary.pass, summary.fail, summary.platform_divergent, summary.not_observed, summary.broken,
               summary.surprises, complete ? "" : "; incomplete");
    fmt::print("{}", startling);
    return status_of(summary, complete && strangers == 0, false);
} catch (const json::exception &reason) {
    throw judgement::EvidenceUnreadable(path.string() + ": " + reason.what());
}

} // namespace

int judge_again(const std::vector<fs::path> &folders)
{
    int worst = no_surprise;
    for (const auto &folder : folders) {
        const int status = judge_folder(folder);
        // That nothing could be observed is no fault beside others that were.
        worst = std::max(worst, status == nothing_observed && folders.size() > 1 ? no_surprise : status);
    }
    return worst;
}

} // namespace suites::session
