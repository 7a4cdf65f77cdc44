# SPDX-License-Identifier: MIT
# What `cmake --install` puts where. Components are packages: program, library (the shared one) and
# development.
include(CMakePackageConfigHelpers)

hourglass_pkg_config_modules(HOURGLASS_MODULES)
list(JOIN HOURGLASS_MODULES " " HOURGLASS_REQUIRES)

set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Hourglass)
set_target_properties(hourglass PROPERTIES EXPORT_NAME hourglass_static)
install(TARGETS hourglass EXPORT HourglassStatic
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(EXPORT HourglassStatic NAMESPACE hourglass:: DESTINATION ${config_folder} COMPONENT development)
if(HOURGLASS_SHARED)
  install(TARGETS hourglass_shared EXPORT HourglassShared
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development)
  install(EXPORT HourglassShared NAMESPACE hourglass:: DESTINATION ${config_folder} COMPONENT development)
endif()
install(DIRECTORY include/hourglass DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

# find_package(Hourglass)
configure_package_config_file(cmake/HourglassConfig.cmake.in HourglassConfig.cmake
                              INSTALL_DESTINATION ${config_folder} NO_SET_AND_CHECK_MACRO)
# Until 1.0 a minor version may change the interface.
write_basic_package_version_file(HourglassConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/HourglassConfig.cmake ${PROJECT_BINARY_DIR}/HourglassConfigVersion.cmake
        DESTINATION ${config_folder} COMPONENT development)

# pkg-config. The file finds its prefix from its own place, wherever that is moved to.
set(pkg_config_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH to_prefix /prefix/${pkg_config_folder} /prefix)
string(REGEX REPLACE "/$" "" HOURGLASS_PC_PREFIX "\${pcfiledir}/${to_prefix}")
configure_file(cmake/hourglass.pc.in hourglass.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/hourglass.pc DESTINATION ${pkg_config_folder} COMPONENT development)

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT licence)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development FILES_MATCHING PATTERN *.md PATTERN *.png)

if(NOT HOURGLASS_PROGRAM)
  return()
endif()

install(TARGETS hourglass_program DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)

# The manual and the completions, as the program prints them: installs `name` in a folder of share/.
function(hourglass_install_printed folder name)
  set(file ${PROJECT_BINARY_DIR}/share/${folder}/${name})
  cmake_path(GET file PARENT_PATH parent)
  file(MAKE_DIRECTORY ${parent})
  add_custom_command(OUTPUT ${file} COMMAND hourglass_program ${ARGN} > ${file} DEPENDS hourglass_program
                     VERBATIM)
  set_property(GLOBAL APPEND PROPERTY HOURGLASS_PRINTED ${file})
  install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder} COMPONENT program)
endfunction()
hourglass_install_printed(man/man1 hourglass.1.gz manual | gzip --best --no-name)
hourglass_install_printed(bash-completion/completions hourglass completion bash)
hourglass_install_printed(zsh/vendor-completions _hourglass completion zsh)
hourglass_install_printed(fish/vendor_completions.d hourglass.fish completion fish)
get_property(printed GLOBAL PROPERTY HOURGLASS_PRINTED)
add_custom_target(hourglass_printed ALL DEPENDS ${printed})
