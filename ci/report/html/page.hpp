// The report as one page that needs nothing else: no network, and no scripting for anything that is text.
//
//     record::put("report.html", report::html::page(gathered));
#pragma once

#include "report/gathered.hpp"

namespace report::html {

std::string page(const Gathered &gathered);

} // namespace report::html
