#include "report/trial.hpp"

#include "report/fields.hpp"

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
    Finding made{.role = file.text_in_place("role"),
                 .variant = file.text_in_place("variant"),
                 .name = file.text_in_place("name"),
                 .seen = file.text_in_place("seen"),
                 .expected = file.texts_in_place("expected"),
                 .holds = file.truth("holds"),
                 .step = file.count("step"),
                 .statistic = std::nullopt};
    if (file.has("statistic")) made.statistic = statistic_from(file.object("statistic"));
    return made;
}

} // namespace

Trial trial_from(Json file, const std::string &claim)
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
    const auto lines = evidence.objects("transcript");
    trial.transcript.reserve(lines.size());
    for (const auto &one : lines)
        trial.transcript.push_back({.variant = one.text_in_place("variant"), .text = one.text_in_place("line")});
    trial.file = std::move(file).texts();
    return trial;
}

} // namespace report
