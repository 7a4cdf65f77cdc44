// SPDX-License-Identifier: MIT
#include "base/folders.h"

#include <vector>

#include "base/file_descriptor.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {

bool make_folders(const std::filesystem::path& folder) {
  std::error_code error;
  const bool is_new = std::filesystem::create_directories(folder, error);
  if (error) refuse_folder(folder, error);
  return is_new;
}

void check_folders(const std::filesystem::path& folder) {
  // From the innermost outwards: those that are not there yet.
  std::vector<std::filesystem::path> missing;
  std::error_code ignored, error;
  for (auto path = folder; !path.empty(); path = path.parent_path()) {
    if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) break;
    missing.push_back(path);
  }
  std::filesystem::create_directories(folder, error);
  for (const std::filesystem::path& path : missing) std::filesystem::remove(path, ignored);
  if (error) refuse_folder(folder, error);
}

void refuse_folder(const std::filesystem::path& folder, const std::error_code& error) {
  throw Error(ErrorCode::io, "write",
              quote_path(folder) + " cannot be written: " + describe_errno(error.value()) +
                  "; expected a folder that can be made; check the path and its permissions");
}

}  // namespace hourglass::base
