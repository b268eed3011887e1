#include "bench/machine.hpp"

#include <fmt/format.h>

#include <fstream>

#include <sched.h>

namespace suites::bench {

namespace {

constexpr double most_pressure = 5;

/// "some avg10=1.23 avg60=…": the first line of /proc/pressure/cpu (Documentation/accounting/psi.rst).
std::optional<double> pressure_now()
{
    std::ifstream file("/proc/pressure/cpu");
    std::string some;
    std::string average;
    if (!(file >> some >> average) || some != "some" || !average.starts_with("avg10=")) return std::nullopt;
    return std::stod(average.substr(average.find('=') + 1));
}

} // namespace

std::optional<std::string> Machine::cannot_time(unsigned processors_needed) const
{
    if (processors < processors_needed) {
        return fmt::format("{} processor{}, {} needed", processors, processors == 1 ? "" : "s", processors_needed);
    }
    if (!pressure) return "/proc/pressure/cpu cannot be read: whether the machine is idle is not known";
    if (*pressure > most_pressure) {
        return fmt::format("processors are under pressure {:.0f} % of the time, {:.0f} % at most", *pressure,
                           most_pressure);
    }
    return std::nullopt;
}

Machine look()
{
    cpu_set_t mine;
    CPU_ZERO(&mine);
    Machine here;
    if (sched_getaffinity(0, sizeof mine, &mine) == 0) here.processors = static_cast<unsigned>(CPU_COUNT(&mine));
    here.pressure = pressure_now();
    return here;
}

} // namespace suites::bench
