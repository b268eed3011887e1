// One run as it was read from its results.json and what lies beside that.
//
//     const Run run = read_run("results/linux-6.1.140/results.json");
#pragma once

#include "report/gathered.hpp"

#include <filesystem>

namespace report {

/// What one claim came to, before it has found its place beside those of other runs.
struct Tried {
    Claim claim; ///< without cells
    std::string label;
    Cell cell;
};

struct Run {
    std::vector<Platform> platforms;
    std::vector<Tried> rows;
    std::vector<Statement> statements;
    std::vector<Prediction> predictions;
    std::string catalogue;
    std::vector<std::string> unread; ///< what lay beside the results and cannot be read, and why
};

/// Throws Unreadable.
Run read_run(const std::filesystem::path &path);

} // namespace report
