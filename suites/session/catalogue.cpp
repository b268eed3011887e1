#include "session/catalogue.hpp"

#include "claim.hpp"
#include "known/known.hpp"

#include <algorithm>

namespace suites::session {

using nlohmann::json;

namespace {

constexpr int catalogue_schema = 1;

json ledger()
{
    json rows = json::array();
    for (const auto &statement : said::ledger()) {
        json served = json::array();
        for (const auto *claim : claims()) {
            const auto &cited = claim->statements;
            if (std::find(cited.begin(), cited.end(), &statement) != cited.end()) served.push_back(claim->id);
        }
        rows.push_back({{"id", statement.id},
                        {"document", said::name(statement.document)},
                        {"section", statement.section},
                        {"says", statement.says},
                        {"claims", served}});
        if (!statement.untestable.empty()) rows.back()["untestable"] = statement.untestable;
    }
    return rows;
}

json all_claims()
{
    json rows = json::array();
    for (const auto *claim : claims()) {
        json cited = json::array();
        for (const auto *statement : claim->statements)
            cited.push_back(statement->id);
        rows.push_back({{"id", claim->id},
                        {"sentence", claim->sentence},
                        {"chapter", claim->chapter},
                        {"topic", claim->topic},
                        {"on_demand", claim->when == When::on_demand},
                        {"statements", cited}});
    }
    return rows;
}

json all_known()
{
    json rows = json::array();
    for (const auto &entry : known::entries()) {
        rows.push_back({{"kind", known::name(entry.kind)},
                        {"claim", entry.claim},
                        {"finding", entry.finding},
                        {"variant", entry.variant},
                        {"instead", entry.instead},
                        {"where", entry.where.text()},
                        {"documented_on", entry.documented_on},
                        {"because", entry.because},
                        {"source", entry.source}});
    }
    return rows;
}

} // namespace

json catalogue()
{
    return {{"schema", catalogue_schema}, {"ledger", ledger()}, {"claims", all_claims()}, {"known", all_known()}};
}

} // namespace suites::session
