# SPDX-License-Identifier: MIT
# The program. Its sources use the library's own headers, so it holds the static library.
find_package(CLI11 REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
include(cmake/embed.cmake)

# Folders of src/ that are the program's and not the library's: who embeds that needs neither Eigen nor
# Chart.js. Together they are a library that is not installed.
add_library(hourglass_program_parts STATIC)
target_include_directories(hourglass_program_parts PRIVATE include src)
target_include_directories(hourglass_program_parts SYSTEM PRIVATE ${PROTOZERO_INCLUDE_DIR})
target_link_libraries(hourglass_program_parts PRIVATE nlohmann_json::nlohmann_json JPEG::JPEG Eigen3::Eigen)
# The same sums whatever the machine: src/analysis/matrix.h.
target_compile_definitions(hourglass_program_parts PRIVATE EIGEN_DONT_PARALLELIZE EIGEN_NO_CPUID EIGEN_MPL2_ONLY)
foreach(folder analysis page report tensorboard)
  file(GLOB sources CONFIGURE_DEPENDS src/${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  target_sources(hourglass_program_parts PRIVATE ${sources})
  if(NOT folder STREQUAL analysis)
    set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -Os)
  endif()
endforeach()

set(HOURGLASS_CHART_JS /usr/share/javascript/chart.js/chart.min.js CACHE FILEPATH
    "Chart.js 3, minified, as Debian's libjs-chart.js installs it")
if(NOT EXISTS ${HOURGLASS_CHART_JS})
  message(FATAL_ERROR "Chart.js is not at ${HOURGLASS_CHART_JS}, which the program's pages hold; install "
                      "libjs-chart.js, or say with -DHOURGLASS_CHART_JS= where chart.min.js of version 3 is")
endif()
file(STRINGS ${HOURGLASS_CHART_JS} chart_js_version LIMIT_COUNT 1 REGEX "Chart.js v3[.]")
if(NOT chart_js_version)
  message(FATAL_ERROR "${HOURGLASS_CHART_JS} is not Chart.js 3, which the program's pages are written for; "
                      "install Debian 12's libjs-chart.js, or say with -DHOURGLASS_CHART_JS= where it is")
endif()
file(GLOB scripts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/page/assets/*.js)
hourglass_embed(hourglass_program_parts chart_library ${HOURGLASS_CHART_JS})
hourglass_embed(hourglass_program_parts page_script ${scripts})
hourglass_embed(hourglass_program_parts page_style ${PROJECT_SOURCE_DIR}/src/page/assets/page.css)

file(GLOB sources CONFIGURE_DEPENDS src/cli/*.cc)
list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
add_library(hourglass_cli OBJECT ${sources})
target_include_directories(hourglass_cli PRIVATE include src)
target_link_libraries(hourglass_cli PRIVATE nlohmann_json::nlohmann_json CLI11::CLI11)
# Templates, of arguments and JSON, and sentences are most of the program, and nothing in them takes time: with -O3 a
# static program had 10.4 MB, and 300 kB more with its pages.
target_compile_options(hourglass_cli PRIVATE -Os)

# From static libraries alone, libc among them: it runs on any Linux of this architecture. pkg-config
# names them, since CMake's targets stand for the shared ones.
function(hourglass_link_statically program)
  hourglass_pkg_config_modules(modules)
  pkg_check_modules(HOURGLASS_LINKED REQUIRED QUIET ${modules})
  target_link_libraries(${program} PRIVATE $<TARGET_FILE:hourglass_program_parts> $<TARGET_FILE:hourglass>
                        ${HOURGLASS_LINKED_STATIC_LDFLAGS})
  target_link_options(${program} PRIVATE -static -s LINKER:--gc-sections)
  add_dependencies(${program} hourglass_program_parts hourglass)
  set_target_properties(${program} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
endfunction()

add_executable(hourglass_program $<TARGET_OBJECTS:hourglass_cli>)
set_target_properties(hourglass_program PROPERTIES OUTPUT_NAME hourglass LINKER_LANGUAGE CXX)
if(HOURGLASS_STATIC_PROGRAM)
  hourglass_link_statically(hourglass_program)
else()
  target_link_libraries(hourglass_program PRIVATE hourglass_program_parts hourglass)
endif()
