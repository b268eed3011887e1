#include "bench/ratio.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace suites::bench {

double Ratio::difference() const { return std::max(std::abs(low - 1), std::abs(high - 1)); }

std::string Ratio::text() const { return fmt::format("{:.2f} ({:.2f} to {:.2f})", middle, low, high); }

Ratio ratio(const std::vector<double> &of, const std::vector<double> &against)
{
    const auto rounds = of.size();
    if (rounds < 2 || against.size() != rounds) throw std::logic_error("a ratio takes two rounds at least");
    const auto n = static_cast<double>(rounds);
    std::vector<double> logs;
    double sum = 0;
    for (std::size_t at = 0; at < rounds; ++at) {
        if (of[at] <= 0 || against[at] <= 0) throw std::logic_error("a ratio of nothing");
        logs.push_back(std::log(of[at] / against[at]));
        sum += logs.back();
    }
    const double mean = sum / n;
    double squares = 0;
    for (const auto one : logs)
        squares += (one - mean) * (one - mean);
    const double error = std::sqrt(squares / (n - 1) / n);
    const boost::math::students_t chance(n - 1);
    const double half = quantile(chance, 1 - (1 - confidence) / 2) * error;
    return {.middle = std::exp(mean),
            .low = std::exp(mean - half),
            .high = std::exp(mean + half),
            .rounds = static_cast<unsigned>(rounds)};
}

} // namespace suites::bench
