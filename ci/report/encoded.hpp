// Text made small for a page (gzip, in base64), and soon read.
#pragma once

#include "report/markup.hpp"

#include <string>

namespace report {

std::string gzipped(const std::string &text);
Markup in_base64(const std::string &bytes);

/// Markup with each character beyond ASCII as its number ("&#183;"): of some megabytes a browser decodes plain ASCII in
/// a third of the time. What scripts and style sheets hold must be ASCII as it is. What is no UTF-8 becomes U+FFFD.
std::string in_ascii(std::string_view markup);

} // namespace report
