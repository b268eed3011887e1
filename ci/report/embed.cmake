# Writes the page's files as strings of a C++ source:
# cmake -DOUTPUT=… -DSTYLE_SHEET=… -DMATRIX_SCRIPTS=…;… -DSCRIPTS=…;… -P embed.cmake

function(joined into)
  set(all "")
  foreach(file IN LISTS ARGN)
    file(READ ${file} text)
    string(APPEND all "${text}")
  endforeach()
  set(${into} "${all}" PARENT_SCOPE)
endfunction()

joined(style ${STYLE_SHEET})
joined(matrix_script ${MATRIX_SCRIPTS})
joined(script ${SCRIPTS})
file(WRITE ${OUTPUT} "#include \"report/html/files.hpp\"

namespace report::html {

const std::string_view style_sheet = R\"embedded(${style})embedded\";
const std::string_view matrix_script = R\"embedded(${matrix_script})embedded\";
const std::string_view script = R\"embedded(${script})embedded\";

} // namespace report::html
")
