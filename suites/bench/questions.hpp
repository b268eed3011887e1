// What the documents say of performance, asked of an experiment: each question becomes a row of the results.
//
//     for (const auto &question : questions()) folder.keep(row(question, played), …);
#pragma once

#include "bench/arms.hpp"
#include "bench/machine.hpp"
#include "judgement/evidence.hpp"
#include "record/row.hpp"
#include "said/ledger.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace suites::bench {

enum class Measure {
    cost, ///< processor time of the servers for each connection or datagram: nothing waits in it, load does not disturb
    rate, ///< by the clock
    wait, ///< by the clock
    loss, ///< at the same load
};

struct Question {
    std::string_view id, sentence;
    std::vector<const said::Statement *> statements;
    Measure measure = Measure::cost;
    double factor = 1; ///< by which four workers are better than one process, as the document has it
    bool stream = true;
};

const std::vector<Question> &questions();

/// What was played, or why it was not.
struct Played {
    const Experiment *experiment = nullptr;
    std::optional<judgement::Gap> gap{};
    std::optional<std::string> broken{};
};

/// How many processors the clock's questions take: four workers, and four processes that make the load.
inline constexpr unsigned processors_for_the_clock = 8;

record::Row answered(const Question &question, const Played &played, const Machine &machine);

} // namespace suites::bench
