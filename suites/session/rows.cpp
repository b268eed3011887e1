#include "session/rows.hpp"

#include "known/known.hpp"
#include "session/status.hpp"

namespace suites::session {

record::Row row_of(const Claim &claim, const judgement::Evidence &evidence, const platform::Platform &here)
{
    record::Row row;
    row.id = claim.id;
    row.sentence = claim.sentence;
    row.chapter = claim.chapter;
    row.topic = claim.topic;
    row.statements = evidence.statements;
    row.findings = evidence.trial.findings;
    row.gaps = evidence.trial.gaps;
    row.cpu_ms = evidence.cpu_ms;
    row.wall_ms = evidence.wall_ms;
    row.result = judge(evidence.trial, here, known::entries());
    if (evidence.unstable) {
        judgement::Judged changed{.verdict = judgement::Verdict::fail, .surprise = true, .because = {}, .sources = {}};
        changed.because.push_back(*evidence.unstable);
        row.result = changed;
    }
    return row;
}

int status_of(const record::Summary &summary, bool whole, bool strict)
{
    if (summary.broken > 0 || !whole) return broken;
    if (summary.surprises > 0 || (strict && summary.fail > 0)) return surprise;
    return summary.pass + summary.fail + summary.platform_divergent == 0 ? nothing_observed : no_surprise;
}

} // namespace suites::session
