#include "report/reproducers.hpp"

#include "record/reproducer.hpp"
#include "report/group.hpp"
#include "report/parallel.hpp"
#include "reprise/refusal.hpp"

#include <nlohmann/json.hpp>

namespace report {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view between = "\n\n";

Reproducer reproducer(const Platform &platform, const Cell &cell)
{
    constexpr std::size_t most = 256U << 10U;
    try {
        const auto evidence = record::evidence_in(fs::path(platform.file).parent_path() / cell.evidence);
        if (evidence.transcript.empty()) return {.text = "", .none = "nothing was played"};
        auto text = record::reproducer(evidence, cell.because);
        if (const auto why = reprise::refusal_in(text)) return {.text = "", .none = *why};
        if (text.size() > most) return {.text = "", .none = "it is too long for a page"};
        return {.text = std::move(text), .none = ""};
    } catch (const std::exception &reason) {
        return {.text = "", .none = reason.what()};
    }
}

std::vector<std::string> pieces_of(const std::string &text)
{
    std::vector<std::string> all;
    std::size_t begin = 0;
    for (auto end = text.find(between); end != std::string::npos; end = text.find(between, begin)) {
        all.push_back(text.substr(begin, end - begin));
        begin = end + between.size();
    }
    all.push_back(text.substr(begin));
    return all;
}

} // namespace

Reproducers reproducers(const Gathered &gathered)
{
    std::vector<Reproducers> of_claims(gathered.claims.size());
    parallel(of_claims.size(), [&](std::size_t at) {
        const auto &claim = gathered.claims[at];
        for (const auto &group : groups(claim)) {
            const auto &platform = gathered.platforms[group.platforms.front()];
            if (group.cell->trial)
                of_claims[at].emplace(std::pair(claim.id, platform.label), reproducer(platform, *group.cell));
        }
    });
    Reproducers all;
    for (auto &one : of_claims)
        all.merge(one);
    return all;
}

std::string packed(const Reproducers &reproducers)
{
    using nlohmann::json;
    json pieces = json::array();
    json programs = json::object();
    std::map<std::string, std::size_t> places;
    for (const auto &[key, reproducer] : reproducers) {
        if (reproducer.text.empty()) continue;
        auto &program = programs[key.first + "@" + key.second] = json::array();
        for (auto &piece : pieces_of(reproducer.text)) {
            const auto [place, is_new] = places.emplace(piece, places.size());
            if (is_new) pieces.push_back(std::move(piece));
            program.push_back(place->second);
        }
    }
    return json{{"pieces", pieces}, {"programs", programs}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace report
