// The matrix: every chosen row, so many at a time, and what came of each.
//
//     Matrix matrix(store, engines, {.output = "results", .at_once = 2, .arguments = {"udp.*"}});
//     const std::vector<Line> lines = matrix.run(rows, stop);
//
// A row that breaks is tried once more; what it sent is kept, and never becomes a verdict.
#pragma once

#include "kernels/attempt.hpp"
#include "kernels/guest.hpp"
#include "kernels/plan.hpp"
#include "kernels/store.hpp"

#include <nlohmann/json_fwd.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace kernels {

/// What came of one row.
struct Line {
    Row row{};
    Bundle bundle{};
    Outcome outcome{}; ///< of the last attempt
    unsigned attempts = 0;
    std::string first_reason{}; ///< why the attempt before the last broke; "" when there was none
    int judged = 0;             ///< the exit status of judging what came
    std::string verdicts{};     ///< what that said
    std::string release{};      ///< of the kernel, as it says itself

    [[nodiscard]] bool complete() const { return outcome.reason.empty(); }
    /// Why it is broken, or what else is to be said; "" for a plain row.
    [[nodiscard]] std::string remark() const;
};

struct Order {
    std::filesystem::path output{};
    std::filesystem::path claims{}; ///< the program, to judge what the guests send
    unsigned at_once = 2;
    std::vector<std::string> arguments{}; ///< of the claims
    Limits limits{};
};

class Matrix {
  public:
    Matrix(Store &store, Engines &engines, Order order) : store_(store), engines_(engines), order_(std::move(order)) {}

    /// `told` is called as each row ends, one at a time.
    std::vector<Line> run(const std::vector<Row> &rows, const std::atomic<bool> &stop,
                          const std::function<void(const Line &)> &told);

  private:
    /// By the worker of this number.
    Line try_row(const Row &row, unsigned worker, const std::atomic<bool> &stop);
    void judge(Line &line) const;

    Store &store_;
    Engines &engines_;
    Order order_;
};

/// The table for people (slow: how many times slower than this machine the guest measured itself), and the same for
/// programs (ci/schema/matrix.schema.json). `asked` are the claims that every row was to try.
std::string table(const std::vector<Line> &lines);
nlohmann::json to_json(const std::vector<Line> &lines, const std::vector<std::string> &asked);

} // namespace kernels
