// Recorded evidence, judged again by what is known today: no kernel is asked.
//
//     const int status = judge_again({"results/linux-6.1.140", "results/linux-5.10.262"});
//
// Each folder gets its results, transcripts and summary anew; the evidence stays as it is.
#pragma once

#include <filesystem>
#include <vector>

namespace suites::session {

/// The worst exit status of a run that would have found this. Says on standard output what came of each folder. Throws
/// judgement::EvidenceUnreadable and record::Unwritable.
int judge_again(const std::vector<std::filesystem::path> &folders);

} // namespace suites::session
