#include "trial.hpp"

#include "words/feature.hpp"

namespace suites {

using judgement::Case;
using judgement::Finding;
using judgement::Role;

namespace {

/// A premise that did not hold; what was found so far stands.
struct Ended {};

} // namespace

void Question::is(const judgement::Expected &expected)
{
    trial_.performance_->settle();
    trial_.note({.role = role_,
                 .variant = trial_.performance_->variant,
                 .name = std::move(name_),
                 .expected = expected,
                 .seen = std::move(seen_),
                 .step = trial_.performance_->transcript().size()});
}

void Trial::note(Finding finding)
{
    const bool ends = finding.role == Role::premise && !finding.holds();
    findings_.push_back(std::move(finding));
    if (ends) throw Ended{};
}

void Trial::note_gap(const stage::Missing &missing)
{
    gaps_.push_back({.variant = performance_->variant, .missing = missing.capability, .found = missing.found});
}

bool Trial::offers(const stage::Transport &transport)
{
    if (!transport.six) return true;
    try {
        needs(words::feature::ipv6);
        return true;
    } catch (const stage::Missing &missing) {
        gaps_.push_back(
            {.variant = std::string(transport.label), .missing = missing.capability, .found = missing.found});
        return false;
    }
}

Case Trial::play(std::string_view claim, void (*scenario)(Trial &))
{
    std::optional<std::string> broken;
    const auto unmet = [&](const std::string &step, const std::string &needed, const std::string &answered) {
        findings_.push_back({.role = Role::premise,
                             .variant = performance_->variant,
                             .name = step,
                             .expected = needed,
                             .seen = answered,
                             .step = performance_->transcript().size()});
    };
    const auto tell_the_end_of = [&](const auto &deed) {
        try {
            deed();
        } catch (const Ended &) {
            // What the trial found until then tells why.
        } catch (const stage::Unmet &reason) {
            unmet(reason.step, reason.needed, reason.answered);
        } catch (const stage::Missing &reason) {
            note_gap(reason);
        } catch (const std::exception &reason) {
            if (!broken) broken = reason.what();
        }
    };
    tell_the_end_of([&] { scenario(*this); });
    tell_the_end_of([&] { performance_->settle(); }); // what was told before the end, whatever that was
    for (const auto &refusal : performance_->refusals) {
        if (!refusal->looked_at) unmet(refusal->step, "ok", refusal->outcome);
    }
    return {.claim = std::string(claim), .findings = findings_, .gaps = gaps_, .broken = broken};
}

} // namespace suites
