#include "session/explanation.hpp"

#include "known/known.hpp"
#include "record/tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace suites::session {

using judgement::Finding;
using record::wrapped;

namespace {

void add_once(std::vector<std::string> &words, const std::string &word)
{
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
}

std::string joined(const std::vector<std::string> &words, std::string_view by = ", ")
{
    return fmt::format("{}", fmt::join(words, by));
}

std::string sources(const Claim &claim)
{
    std::string text = "\nWhat the documents say\n";
    for (const auto *statement : claim.statements) {
        text += fmt::format("  {}\n", statement->id);
        text += wrapped(fmt::format("{}, {}:", said::name(statement->document), statement->section), "    ");
        text += wrapped(std::string(statement->says), "    ");
    }
    return text;
}

/// "premise  the port is free: ok", each once for all variants that ask the same.
std::string questions(const std::vector<Finding> &findings)
{
    std::string text;
    std::set<std::string> told;
    for (const auto &finding : findings) {
        const auto line = fmt::format("{}: {}", finding.name, finding.expected.text());
        if (!told.insert(line).second) continue;
        text += wrapped(line, fmt::format("  {:<12} ", name(finding.role)));
    }
    return text;
}

std::string way(const Claim &claim, const std::optional<judgement::Evidence> &played)
{
    std::string text = fmt::format("\nHow it is tested (suites/{}.cpp)\n", claim.chapter);
    if (!played) return text + wrapped("It waits for minutes, and is played only when it is asked for by name.", "  ");
    std::vector<std::string> actors;
    std::vector<std::string> variants;
    for (const auto &[variant, line] : played->transcript) {
        if (line.step.verb != "born") continue;
        const auto &arguments = line.step.arguments;
        add_once(actors, line.step.who + (arguments.empty() ? "" : " (" + joined(arguments) + ")"));
    }
    for (const auto &finding : played->trial.findings) {
        if (!finding.variant.empty()) add_once(variants, finding.variant);
    }
    if (!actors.empty()) text += wrapped(joined(actors), "  processes    ");
    if (!variants.empty()) text += wrapped(joined(variants, "; "), "  once each    ");
    text += questions(played->trial.findings);
    for (const auto &gap : played->trial.gaps)
        text += wrapped(fmt::format("{} ({})", gap.missing, gap.found), "  lacking here ");
    return text;
}

std::string what_is_known(const Claim &claim)
{
    std::string text;
    for (const auto &entry : known::entries()) {
        if (entry.claim != claim.id) continue;
        text += fmt::format("  {}, {}\n", known::name(entry.kind), entry.where.text());
        const auto variant = entry.variant.empty() ? "" : std::string(entry.variant) + ": ";
        text += wrapped(fmt::format("{}{}", variant, entry.finding), "    finding  ");
        text += wrapped(std::string(entry.instead), "    instead  ");
        if (!entry.documented_on.empty()) text += wrapped(std::string(entry.documented_on), "    holds on ");
        text +=
            wrapped(std::string(entry.because), "    because  ") + wrapped(std::string(entry.source), "    source   ");
    }
    if (text.empty()) text = wrapped("Nothing else than the documents say has been seen anywhere.", "  ");
    return "\nWhat is known of platforms\n" + text;
}

} // namespace

std::string explanation(const Claim &claim, const std::optional<judgement::Evidence> &played)
{
    return fmt::format("{}\n", claim.id) + wrapped(std::string(claim.sentence), "  ") + sources(claim) +
           way(claim, played) + what_is_known(claim);
}

} // namespace suites::session
