// One claim, for somebody who has never seen it: where it comes from, how it is tested, what is known of platforms.
//
//     fmt::print("{}", explanation(claim, session.rehearse(claim)));
#pragma once

#include "claim.hpp"
#include "judgement/evidence.hpp"

#include <optional>
#include <string>

namespace suites::session {

/// Text for a terminal of 80 columns. How a claim is tested is told by a trial played here, so that it cannot be out of
/// date; without one (claims that wait for minutes) that part says so.
std::string explanation(const Claim &claim, const std::optional<judgement::Evidence> &played);

} // namespace suites::session
