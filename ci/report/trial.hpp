// What one trial left behind, read from its evidence.
//
//     const Trial trial = trial_from(read_json("evidence/tcp.restart.json"), "tcp.restart");
#pragma once

#include "report/gathered.hpp"
#include "report/json.hpp"

namespace report {

inline constexpr int evidence_schema = 1;

/// Throws Unreadable: no evidence, of another schema, or of another claim.
Trial trial_from(Json file, const std::string &claim);

} // namespace report
