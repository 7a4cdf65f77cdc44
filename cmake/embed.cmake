# SPDX-License-Identifier: MIT
# Files as functions of the program. As a script (cmake -P) it writes one such function: the bytes of
# FILES, one after the other, as hourglass::page::FUNCTION() in OUTPUT.
if(CMAKE_SCRIPT_MODE_FILE)
  set(bytes)
  foreach(path IN LISTS FILES)
    file(READ ${path} hexadecimal HEX)
    string(APPEND bytes ${hexadecimal})
  endforeach()
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  file(WRITE ${OUTPUT} "// Made by cmake/embed.cmake.
#include \"page/assets.h\"

namespace hourglass::page {

std::string_view ${FUNCTION}() {
  static constexpr char kBytes[] = {${bytes}};
  return {kBytes, sizeof kBytes};
}

}  // namespace hourglass::page
")
  return()
endif()

# Gives `target` the function, and writes it anew when a file changes.
function(hourglass_embed target function)
  set(output ${PROJECT_BINARY_DIR}/embedded/${function}.cc)
  add_custom_command(OUTPUT ${output} DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
                     COMMAND ${CMAKE_COMMAND} -DFUNCTION=${function} "-DFILES=${ARGN}" -DOUTPUT=${output}
                             -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
                     VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
