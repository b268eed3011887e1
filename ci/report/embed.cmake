# Writes the page's files as strings of a C++ source: cmake -DOUTPUT=… -DSTYLE_SHEET=… -DSCRIPTS=…;… -P embed.cmake

file(READ ${STYLE_SHEET} style)
set(script "")
foreach(file IN LISTS SCRIPTS)
  file(READ ${file} text)
  string(APPEND script "${text}")
endforeach()
file(WRITE ${OUTPUT} "#include \"report/html/files.hpp\"

namespace report::html {

const std::string_view style_sheet = R\"embedded(${style})embedded\";
const std::string_view script = R\"embedded(${script})embedded\";

} // namespace report::html
")
