// The report as one page that needs nothing else: no network, and no scripting for anything that is text.
//
//     record::put("report.html", report::html::page(gathered, reproducers(gathered)));
#pragma once

#include "report/gathered.hpp"
#include "report/reproducers.hpp"

namespace report::html {

std::string page(const Gathered &gathered, const Reproducers &reproducers = {});

} // namespace report::html
