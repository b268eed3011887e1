#include "report/trial.hpp"

#include "report/fields.hpp"

#include <nlohmann/json.hpp>

namespace report {

namespace {

Statistic statistic_from(const Fields &file)
{
    Statistic made{.name = file.text("name"),
                   .value = file.number("value"),
                   .bound = file.number("bound"),
                   .false_alarm = file.number("false_alarm"),
                   .flows = file.count("flows"),
                   .counts = {}};
    for (const auto &one : file.objects("counts"))
        made.counts.emplace_back(one.text("who"), one.count("count"));
    return made;
}

Finding finding_from(const Fields &file)
{
    Finding made{.role = file.text("role"),
                 .variant = file.text("variant"),
                 .name = file.text("name"),
                 .seen = file.text("seen"),
                 .expected = file.texts("expected"),
                 .holds = file.truth("holds"),
                 .step = file.count("step"),
                 .statistic = std::nullopt};
    if (file.has("statistic")) made.statistic = statistic_from(file.object("statistic"));
    return made;
}

} // namespace

Trial trial_from(const nlohmann::json &file, const std::string &claim)
{
    const Fields evidence(file, "evidence of " + claim);
    if (evidence.count("schema") != evidence_schema)
        throw Unreadable(evidence.where() + ": of schema " + std::to_string(evidence.count("schema")) +
                         ", and this program reads schema " + std::to_string(evidence_schema));
    if (evidence.text("claim") != claim) throw Unreadable(evidence.where() + ": it is of another claim");
    Trial trial;
    trial.seed = evidence.count("seed");
    for (const auto &one : evidence.objects("findings"))
        trial.findings.push_back(finding_from(one));
    for (const auto &one : evidence.objects("gaps")) {
        trial.gaps.push_back(
            {.variant = one.text("variant"), .missing = one.text("missing"), .found = one.text("found")});
    }
    if (evidence.has("programs")) trial.programs = evidence.object("programs").all_texts();
    trial.unstable = evidence.text_or_none("unstable");
    for (const auto &one : evidence.objects("transcript"))
        trial.transcript.push_back({.variant = one.text("variant"), .text = one.text("line")});
    return trial;
}

} // namespace report
