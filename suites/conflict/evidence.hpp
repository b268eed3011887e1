// The evidence of a slice: one text from which the transcript of any of its cells can be told again.
//
//     const std::string text = evidence_text("conflict.users", platform, {}, played, runner.parts());
//     transcript_from(text, 17);        // "holder born uid:1001 = ok\nholder socket s1 tcp4 = ok\n…"
//
// A line "part N STEPS" for each part that was played (helpers/actor/part.hpp), and for each cell
//     cell INDEX PORT { ACTOR:UID=PART[!TOLD] }
// in the order of the acting; TOLD has the answers that were not plain "ok", by the number of the step.
#pragma once

#include "conflict/runner.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suites::conflict {

/// How many cells each quirk in force explains.
using QuirkCells = std::map<std::string_view, std::size_t>;

std::string evidence_text(std::string_view slice, std::string_view platform, const QuirkCells &quirks,
                          const std::vector<Played> &played, const std::vector<std::string> &parts);

/// Nothing when the text holds no such cell. Throws std::invalid_argument when it is not one that evidence_text()
/// wrote.
std::optional<std::string> transcript_from(std::string_view evidence, std::size_t cell);

} // namespace suites::conflict
