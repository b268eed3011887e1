#include "report/html/drawing.hpp"

#include <algorithm>

namespace report::html {

namespace {

constexpr std::size_t most_bars = 32;

std::string counted(const Statistic &statistic)
{
    std::string text;
    for (const auto &[who, count] : statistic.counts)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", who, count);
    return text;
}

} // namespace

std::string numbers(const Statistic &statistic)
{
    const auto counts = counted(statistic);
    return fmt::format("{} {:.4g}, bound {:.4g} (by chance {:.0e}), {} flows{}{}", statistic.name, statistic.value,
                       statistic.bound, statistic.false_alarm, statistic.flows, counts.empty() ? "" : ": ", counts);
}

Markup drawing(const Statistic &statistic)
{
    constexpr double width = 100;
    constexpr std::size_t step = 7;
    const auto bars = std::min(statistic.counts.size(), most_bars);
    std::uint64_t most = 1;
    for (const auto &[who, count] : statistic.counts)
        most = std::max(most, count);
    const auto height = bars * step + 8;
    auto made =
        markup("<svg class=\"drawing\" viewBox=\"0 0 100 {}\" width=\"100\" height=\"{}\" aria-hidden=\"true\">",
               height, height);
    for (std::size_t at = 0; at < bars; ++at) {
        const auto share = static_cast<double>(statistic.counts[at].second) / static_cast<double>(most);
        made += markup("<rect y=\"{}\" width=\"{:.1f}\" height=\"5\"/>", at * step, std::max(share * width, 0.5));
    }
    // Twice the bound is the end of the scale.
    const auto scale = std::max({2 * statistic.bound, statistic.value, 1e-12});
    const auto y = bars * step + 3;
    made += markup("<path class=\"scale\" d=\"M0 {}H100\"/><path class=\"bound\" d=\"M{:.1f} {}v6\"/><circle "
                   "cx=\"{:.1f}\" cy=\"{}\" r=\"2\"/></svg>",
                   y, std::max(statistic.bound, 0.0) / scale * width, y - 3,
                   std::max(statistic.value, 0.0) / scale * width, y);
    return made;
}

} // namespace report::html
