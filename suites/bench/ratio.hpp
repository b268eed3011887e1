// How two arms of an experiment compare, from rounds in which both were played one after the other.
//
//     const Ratio gain = ratio(rates_of_four, rates_of_one);
//     gain.middle, gain.low, gain.high      // geometric mean and its 95 % interval
#pragma once

#include <string>
#include <vector>

namespace suites::bench {

inline constexpr double confidence = 0.95;

struct Ratio {
    double middle = 0, low = 0, high = 0;
    unsigned rounds = 0;

    /// By how much it may differ from one, as a part of one: the farther end of the interval.
    [[nodiscard]] double difference() const;
    /// "3.52 (3.31 to 3.74)"
    [[nodiscard]] std::string text() const;
};

/// One quotient for each round; the interval is Student's for the mean of their logarithms. All values positive, at
/// least two rounds.
Ratio ratio(const std::vector<double> &of, const std::vector<double> &against);

} // namespace suites::bench
