// SPDX-License-Identifier: MIT
// The files that every page holds, embedded by cmake/embed.cmake.
#pragma once

#include <string_view>

namespace hourglass::page {

std::string_view chart_library();  // Chart.js
std::string_view page_script();    // assets/*.js, one after the other
std::string_view page_style();     // assets/page.css

}  // namespace hourglass::page
