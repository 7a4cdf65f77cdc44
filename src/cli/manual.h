// SPDX-License-Identifier: MIT
// The program's manual page.
#pragma once

#include <string>

#include "cli/command_tree.h"

namespace hourglass::cli {

// In the language of man(7).
std::string manual_page(const CommandDescription& program);

}  // namespace hourglass::cli
