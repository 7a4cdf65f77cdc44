# SPDX-License-Identifier: MIT
# The program. Its sources use the library's own headers, so it holds the static library.
find_package(CLI11 REQUIRED)

file(GLOB sources CONFIGURE_DEPENDS src/cli/*.cc)
list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
add_library(hourglass_cli OBJECT ${sources})
target_include_directories(hourglass_cli PRIVATE include src)
target_link_libraries(hourglass_cli PRIVATE nlohmann_json::nlohmann_json CLI11::CLI11)

# From static libraries alone, libc among them: it runs on any Linux of this architecture. pkg-config
# names them, since CMake's targets stand for the shared ones.
function(hourglass_link_statically program)
  hourglass_pkg_config_modules(modules)
  pkg_check_modules(HOURGLASS_LINKED REQUIRED QUIET ${modules})
  target_link_libraries(${program} PRIVATE $<TARGET_FILE:hourglass> ${HOURGLASS_LINKED_STATIC_LDFLAGS})
  target_link_options(${program} PRIVATE -static -s LINKER:--gc-sections)
  add_dependencies(${program} hourglass)
  set_target_properties(${program} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
endfunction()

add_executable(hourglass_program $<TARGET_OBJECTS:hourglass_cli>)
set_target_properties(hourglass_program PROPERTIES OUTPUT_NAME hourglass LINKER_LANGUAGE CXX)
if(HOURGLASS_STATIC_PROGRAM)
  hourglass_link_statically(hourglass_program)
else()
  target_link_libraries(hourglass_program PRIVATE hourglass)
endif()
