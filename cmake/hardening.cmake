# SPDX-License-Identifier: MIT
# What turns a fault in a reader of files into an end of the program rather than into somebody's code.
# docs/reliability.md says what it costs.
include(CheckPIESupported)
check_pie_supported()

if(NOT HOURGLASS_SANITIZE)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection
                      "$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>")
endif()
# Indexes of vectors, spans and strings are checked.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(LINKER:-z,relro,-z,now)
