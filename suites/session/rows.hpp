// From the evidence of one trial to its row in the results, and from all rows to the exit status.
//
//     record::Row row = row_of(claim, evidence, here);      // judged by what is known
#pragma once

#include "claim.hpp"
#include "record/row.hpp"

namespace suites::session {

record::Row row_of(const Claim &claim, const judgement::Evidence &evidence, const platform::Platform &here);

/// `whole`: everything that was asked came to an end. `strict`: every fail is red.
int status_of(const record::Summary &summary, bool whole, bool strict);

} // namespace suites::session
