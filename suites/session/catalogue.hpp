// Everything the suite knows without running: the ledger, the claims, what is known beforehand.
#pragma once

#include <nlohmann/json.hpp>

namespace suites::session {

/// {ledger: [{id, document, section, says, claims | untestable}], claims: […], known: […]}
nlohmann::json catalogue();

} // namespace suites::session
