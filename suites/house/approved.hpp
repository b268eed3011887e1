// A whole text compared with the one that was approved: suites/house/approved/<name>.
//
//     check_approved("summary.txt", record::summary_text(rows));
//
// When they differ, the text at hand is left beside the test program as received/<name>: look at it, and when it is
// right, move it over the approved one.
#pragma once

#include <string>

namespace house {

void check_approved(const std::string &name, const std::string &text);

} // namespace house
