// A row of the matrix of kernels: what became of one kernel that was to be tried.
//
//     for (const auto &row : matrix_rows_from(read_json("results/matrix.json"), "matrix.json"))
//         if (row.broken) std::cout << row.name << ": " << row.reason << '\n';
#pragma once

#include "report/json.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace report {

inline constexpr int matrix_schema = 1;

struct MatrixRow {
    std::string name, engine, release, package, reason;
    std::string folder; ///< where its results lie, beside the file; "" where it left none
    bool broken = false;
    std::uint64_t attempts = 0;
    double boot_s = 0, run_s = 0;
    std::vector<std::string> splats;  ///< lines of its console that no sound kernel says
    std::vector<std::string> not_run; ///< claims of which nothing came
};

/// Throws Unreadable; `where` names the file.
std::vector<MatrixRow> matrix_rows_from(const Json &file, const std::string &where);

} // namespace report
