# SPDX-License-Identifier: MIT
# Debian packages, with cpack: hourglass, libhourglass0.1 and libhourglass-dev.
find_program(DPKG_QUERY dpkg-query)
if(NOT DPKG_QUERY)
  return()
endif()

set(library_package libhourglass${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME hourglass)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME ${library_package})
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libhourglass-dev)

# Who links to the static library needs those that it is linked to: the packages of their files for
# pkg-config.
set(development_depends "${library_package} (= ${PROJECT_VERSION})")
foreach(module IN LISTS HOURGLASS_MODULES)
  pkg_get_variable(folder ${module} pcfiledir)
  file(REAL_PATH ${folder}/${module}.pc file)
  execute_process(COMMAND ${DPKG_QUERY} --search ${file} OUTPUT_VARIABLE owner COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE ":.*" "" owner ${owner})
  list(APPEND development_depends ${owner})
endforeach()
list(REMOVE_DUPLICATES development_depends)
list(JOIN development_depends ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)

# What Debian asks every package to hold. Of these files a plain installation needs none. The change
# log has no date but the beginning of time: packages are to be the same every time.
set(maintainers "Hourglass maintainers <maintainers@hourglass.invalid>")
set(folder ${PROJECT_BINARY_DIR}/debian)
file(WRITE ${folder}/changelog "hourglass (${PROJECT_VERSION}) unstable; urgency=medium

  * Changes are told in CHANGELOG.md.

 -- ${maintainers}  Thu, 01 Jan 1970 00:00:00 +0000
")
execute_process(COMMAND gzip --best --no-name --stdout ${folder}/changelog
                OUTPUT_FILE ${folder}/changelog.gz COMMAND_ERROR_IS_FATAL ANY)
file(READ LICENSE licence)
string(REGEX REPLACE "^MIT License\n+Copyright [(]c[)] ([^\n]+)\n+(.*)\n$" "\\2" terms "${licence}")
set(authors ${CMAKE_MATCH_1})
string(REPLACE "\n\n" "\n.\n" terms "${terms}")
string(REPLACE "\n" "\n " terms "${terms}")
# The program's pages hold Chart.js, whose first lines say who wrote it. The terms are the same.
if(HOURGLASS_PROGRAM)
  file(STRINGS ${HOURGLASS_CHART_JS} owners LIMIT_COUNT 1 REGEX "[(]c[)] .*Contributors")
  if(NOT owners)
    message(FATAL_ERROR "${HOURGLASS_CHART_JS} does not say whose it is, which the packages have to")
  endif()
  string(REGEX REPLACE "^.*[(]c[)] " "" owners "${owners}")
  set(chart_js "
Files: chart.min.js
Copyright: ${owners}
License: MIT
Comment: Chart.js, https://www.chartjs.org. Not in the source, but in the program and in each page
 that it writes.
")
endif()
file(WRITE ${folder}/copyright
     "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Hourglass

Files: *
Copyright: ${authors}
License: MIT
${chart_js}
License: MIT
 ${terms}
")
foreach(component IN ITEMS program library development)
  string(TOUPPER ${component} upper)
  install(FILES ${folder}/copyright ${folder}/changelog.gz COMPONENT ${component} EXCLUDE_FROM_ALL
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program library development)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${maintainers})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS dataset-fashion-mnist)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)

# cpack's own call of ldconfig runs at once; the trigger is what Debian asks for.
file(CONFIGURE OUTPUT ${folder}/triggers CONTENT "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${folder}/triggers)

function(hourglass_describe component summary rest)
  string(TOUPPER ${component} component)
  set(CPACK_COMPONENT_${component}_DESCRIPTION "autoencoders that train on the CPU (${summary})
Hourglass trains autoencoders on the CPU, with Keras's names, defaults and
numbers. One seed gives the same weights to the last bit, whatever the number
of threads.

${rest}" PARENT_SCOPE)
endfunction()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # or it becomes everyone's first line
hourglass_describe(program "program" "This package holds the program.")
hourglass_describe(library "shared library" "This package holds the shared library.")
hourglass_describe(development "development files"
  "This package holds the headers, the static library and documentation.")
include(CPack)
