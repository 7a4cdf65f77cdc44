// SPDX-License-Identifier: MIT
#include "base/folders.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/file_descriptor.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {

namespace {

std::error_code try_to_flush_parent(const std::filesystem::path& folder) {
  const std::filesystem::path parent = folder.parent_path();
  const FileDescriptor file(
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return {file.is_open() ? flush_folder(file.number()) : errno, std::generic_category()};
}

}  // namespace

std::vector<std::filesystem::path> make_folders(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> missing;
  std::error_code ignored, error;
  for (auto path = folder; !path.empty(); path = path.parent_path()) {
    if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) break;
    missing.push_back(path);
  }
  std::filesystem::create_directories(folder, error);
  for (auto path = missing.begin(); !error && path != missing.end(); ++path)
    error = try_to_flush_parent(*path);
  if (error) {
    remove_empty(missing);
    refuse_folder(folder, error);
  }
  return missing;
}

void flush_parent(const std::filesystem::path& folder) {
  if (const std::error_code error = try_to_flush_parent(folder)) refuse_folder(folder, error);
}

void remove_empty(std::span<const std::filesystem::path> folders) {
  for (const std::filesystem::path& path : folders) ::rmdir(path.c_str());
}

void check_folders(const std::filesystem::path& folder) { remove_empty(make_folders(folder)); }

void refuse_folder(const std::filesystem::path& folder, const std::error_code& error) {
  throw Error(ErrorCode::io, "write",
              quote_path(folder) + " cannot be written: " + describe_errno(error.value()) +
                  "; expected a folder that can be made; check the path and its permissions");
}

}  // namespace hourglass::base
