// SPDX-License-Identifier: MIT
// Scripts that make shells complete the program's commands, options and their values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_tree.h"

namespace hourglass::cli {

std::string bash_completion(const CommandDescription& program);
std::string zsh_completion(const CommandDescription& program);
std::string fish_completion(const CommandDescription& program);

// The words with spaces between them.
std::string joined(const std::vector<std::string>& words);
// The text with a backslash before each of these characters.
std::string escaped(std::string_view text, std::string_view characters);

}  // namespace hourglass::cli
