# SPDX-License-Identifier: MIT
# How the library is put together: object files, a folder of src/ at a time, compiled once and put
# into the static and the shared library.

# The folders' sources find the public headers here first, wrapped so that what they declare, and
# nothing else, is visible outside the shared library: no macro in the headers, no list of symbols
# (docs/decisions/0012-the-public-headers-are-the-symbols.md).
set(HOURGLASS_EXPORTED_HEADERS ${PROJECT_BINARY_DIR}/exported_headers)
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include include/*.h)
foreach(header IN LISTS headers)
  set(wrapper ${HOURGLASS_EXPORTED_HEADERS}/${header})
  cmake_path(GET wrapper PARENT_PATH folder)
  # Relative, so that two copies of the source compile the same text.
  file(RELATIVE_PATH original ${folder} ${PROJECT_SOURCE_DIR}/include/${header})
  file(CONFIGURE OUTPUT ${wrapper} @ONLY CONTENT [[
#pragma once
#pragma GCC visibility push(default)
#include "@original@"
#pragma GCC visibility pop
]])
endforeach()

# One object library a folder of src/; a folder may include what tools/check_includes lists for it
# and nothing else. LINKS names what it needs from outside.
function(hourglass_folder folder)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS src/${folder}/*.cc src/${folder}/*/*.cc)
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  add_library(hourglass_${folder} OBJECT ${sources})
  target_include_directories(hourglass_${folder} PRIVATE ${HOURGLASS_EXPORTED_HEADERS} src PUBLIC include)
  target_link_libraries(hourglass_${folder} PUBLIC ${ARG_LINKS})
  set_target_properties(hourglass_${folder} PROPERTIES CXX_VISIBILITY_PRESET hidden
                        VISIBILITY_INLINES_HIDDEN ON)
  set_property(GLOBAL APPEND PROPERTY HOURGLASS_FOLDERS ${folder})
  set_property(GLOBAL APPEND PROPERTY HOURGLASS_LINKS ${ARG_LINKS})
endfunction()

# A library of all the folders above: STATIC or SHARED.
function(hourglass_library name type)
  add_library(${name} ${type})
  get_property(folders GLOBAL PROPERTY HOURGLASS_FOLDERS)
  foreach(folder IN LISTS folders)
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:hourglass_${folder}>)
  endforeach()
  hourglass_linked_targets(links)
  # Users of the installed libraries find these themselves (cmake/HourglassConfig.cmake.in).
  list(TRANSFORM links REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
  target_link_libraries(${name} PRIVATE ${links})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES OUTPUT_NAME hourglass LINKER_LANGUAGE CXX)
  if(type STREQUAL "SHARED")
    # Until 1.0 a minor version may change the binary interface.
    set_target_properties(${name} PROPERTIES VERSION ${PROJECT_VERSION}
                          SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    # Not the copies of the standard library's templates either.
    target_link_options(${name} PRIVATE LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/symbols.map)
    set_target_properties(${name} PROPERTIES LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/symbols.map)
  endif()
endfunction()
