// SPDX-License-Identifier: MIT
#include "cli/data_folders.h"

#include <cstdlib>

namespace hourglass::cli {

std::vector<std::filesystem::path> data_folders(const std::optional<std::string>& data_dir) {
  std::vector<std::filesystem::path> folders;
  if (data_dir) folders.emplace_back(*data_dir);
  // A relative path in this variable counts as none (XDG Base Directory Specification).
  const char* data_home = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  if (data_home != nullptr && *data_home == '/') {
    folders.push_back(std::filesystem::path(data_home) / "hourglass");
  } else if (home != nullptr && *home == '/') {
    folders.push_back(std::filesystem::path(home) / ".local/share/hourglass");
  }
  folders.emplace_back("/usr/share/datasets");
  return folders;
}

}  // namespace hourglass::cli
