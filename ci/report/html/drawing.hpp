// Who got how many, as bars, and where the number that was judged lies against its bound.
//
//     page += drawing(*finding.statistic);
#pragma once

#include "report/gathered.hpp"
#include "report/markup.hpp"

namespace report::html {

Markup drawing(const Statistic &statistic);

/// "chi-squared 2.1, bound 41.5 (chance alone: 1e-09), 1250 flows: first 320, second 300"
std::string numbers(const Statistic &statistic);

} // namespace report::html
