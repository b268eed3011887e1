// The page's own style sheet and script, as they stand in ci/report/page/.
#pragma once

#include <string_view>

namespace report::html {

extern const std::string_view style_sheet;
extern const std::string_view script;

} // namespace report::html
