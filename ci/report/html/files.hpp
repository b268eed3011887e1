// The files of ci/report/page, as the program was built with them.
#pragma once

#include <string_view>

namespace report::html {

extern const std::string_view style_sheet;
extern const std::string_view matrix_script; ///< what the matrix needs to be worked with
extern const std::string_view script;        ///< the rest, which goes on from there

} // namespace report::html
