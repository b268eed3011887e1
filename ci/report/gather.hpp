// Reads the results of runs, and puts them side by side.
//
//     const Gathered gathered = gather({"results/linux-6.1.140/results.json", "results/linux-6.12.94/results.json"});
//
// Beside each results.json it reads what the run left there: catalogue.json (what the documents say, what was known)
// and the evidence. A file of results that is not whole and sound is refused; evidence that is not is told of in its
// cell, because the verdict stands without it. Several platforms in one file, as report writes them, are read as well.
#pragma once

#include "report/gathered.hpp"

#include <filesystem>
#include <vector>

namespace report {

inline constexpr int results_schema = 1;

/// Throws Unreadable.
Gathered gather(const std::vector<std::filesystem::path> &files);

} // namespace report
