#include "report/merged.hpp"

#include "report/gather.hpp"
#include "report/headline.hpp"

#include <nlohmann/json.hpp>

namespace report {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// Where a file lies that is named from beside the platform's results.
std::string seen_from(const fs::path &folder, const Platform &platform, const std::string &file)
{
    if (file.empty()) return "";
    const auto lies = fs::absolute(fs::path(platform.file).parent_path() / file);
    return lies.lexically_normal().lexically_proximate(fs::absolute(folder).lexically_normal()).generic_string();
}

json platform_json(const Platform &platform, const fs::path &folder)
{
    json features = json::array();
    for (const auto &feature : platform.features)
        features.push_back({{"name", feature.name}, {"available", feature.available}, {"found", feature.found}});
    json made{{"label", platform.label},       {"kind", platform.kind},       {"release", platform.release},
              {"build", platform.build},       {"machine", platform.machine}, {"kernel", platform.kernel},
              {"standing", platform.standing}, {"features", features}};
    if (!platform.ran_in.empty()) made["ran_in"] = platform.ran_in;
    if (platform.conflicts) made["conflict"] = seen_from(folder, platform, platform.conflict_file);
    return made;
}

json row(const Claim &claim, const Cell &cell, const Platform &platform, const fs::path &folder)
{
    json made{{"id", claim.id},
              {"platform", platform.label},
              {"sentence", claim.sentence},
              {"chapter", claim.chapter},
              {"topic", claim.topic},
              {"statements", claim.statements},
              {"surprise", cell.surprise},
              {"documented", cell.documented},
              {"seen", cell.seen},
              {"because", cell.because},
              {"sources", cell.sources},
              {"partly_not_observed", json::array()},
              {"evidence", seen_from(folder, platform, cell.evidence)},
              {"trials", cell.trials},
              {"cpu_ms", cell.cpu_ms},
              {"wall_ms", cell.wall_ms}};
    for (const auto &gap : cell.partly_not_observed)
        made["partly_not_observed"].push_back(
            {{"variant", gap.variant}, {"missing", gap.missing}, {"found", gap.found}});
    if (cell.not_observed)
        made["not_observed"] = {{"missing", cell.not_observed->missing}, {"found", cell.not_observed->found}};
    else if (cell.outcome == Outcome::broken)
        made["broken"] = {{"reason", cell.because}};
    else
        made["verdict"] = name(cell.outcome);
    return made;
}

} // namespace

std::string merged(const Gathered &gathered, const fs::path &folder)
{
    json platforms = json::array();
    bool complete = true;
    for (const auto &platform : gathered.platforms) {
        platforms.push_back(platform_json(platform, folder));
        complete = complete && platform.complete;
    }
    json results = json::array();
    for (const auto &claim : gathered.claims) {
        for (std::size_t at = 0; at < claim.cells.size(); ++at) {
            if (claim.cells[at]) results.push_back(row(claim, *claim.cells[at], gathered.platforms[at], folder));
        }
    }
    const auto all = counts(gathered);
    const json file{{"schema", results_schema},
                    {"platforms", std::move(platforms)},
                    {"complete", complete},
                    {"summary",
                     {{"pass", all.pass},
                      {"fail", all.fail},
                      {"platform-divergent", all.platform_divergent},
                      {"not_observed", all.not_observed},
                      {"broken", all.broken},
                      {"surprises", all.surprises}}},
                    {"results", std::move(results)}};
    return file.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace report
