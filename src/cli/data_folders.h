// SPDX-License-Identifier: MIT
// Where data sets are looked up by name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hourglass::cli {

// --data-dir, the user's own data folder ($XDG_DATA_HOME/hourglass or ~/.local/share/hourglass),
// and Debian's.
std::vector<std::filesystem::path> data_folders(const std::optional<std::string>& data_dir);

}  // namespace hourglass::cli
