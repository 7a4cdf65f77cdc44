// SPDX-License-Identifier: MIT
// Every kind of block with names that try to be more than text.
#pragma once

#include <string>
#include <vector>

#include "page/page.h"

namespace hourglass::browser {

const std::vector<std::string>& hostile_names();
page::Section hostile_section();

}  // namespace hourglass::browser
