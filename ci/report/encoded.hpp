// Text made small for a page: gzip, in base64.
#pragma once

#include "report/markup.hpp"

#include <string>

namespace report {

std::string gzipped(const std::string &text);
Markup in_base64(const std::string &bytes);

} // namespace report
