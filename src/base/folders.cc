// SPDX-License-Identifier: MIT
#include "base/folders.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/file_descriptor.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {
namespace {

namespace fs = std::filesystem;

std::error_code last_error() { return {errno, std::generic_category()}; }

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// One after the other from the outermost on: what mkdir makes is this process's, and nothing else.
std::error_code make_each(const fs::path& folder, std::vector<fs::path>& made) {
  fs::path path;
  for (const fs::path& name : folder) {
    path /= name;
    if (::mkdir(path.c_str(), 0777) == 0) {
      made.insert(made.begin(), path);
    } else if (const std::error_code error = last_error();
               error != std::errc::file_exists && !is_folder(path)) {
      return error;
    }
  }
  if (is_folder(folder)) return {};
  return std::make_error_code(folder.empty() ? std::errc::no_such_file_or_directory
                                             : std::errc::not_a_directory);
}

std::error_code try_to_make(const fs::path& folder, std::vector<fs::path>& made) {
  constexpr int kAttempts = 10;  // while others remove what they have made in vain
  std::error_code error;
  for (int i = 0; i < kAttempts; ++i) {
    error = make_each(folder, made);
    if (!error) return error;
    remove_empty(made);
    made.clear();
    if (error != std::errc::no_such_file_or_directory) return error;
  }
  return error;
}

std::error_code try_to_flush_parent(const fs::path& folder) {
  const FileDescriptor parent(open_folder(folder.parent_path()));
  // A folder may be written to and not read: then there is nothing to flush it by.
  if (!parent.is_open()) return errno == EACCES ? std::error_code() : last_error();
  return {flush_folder(parent.number()), std::generic_category()};
}

}  // namespace

std::vector<fs::path> make_folders(const fs::path& folder) {
  std::vector<fs::path> made;
  std::error_code error = try_to_make(folder, made);
  for (auto path = made.begin(); !error && path != made.end(); ++path)
    error = try_to_flush_parent(*path);
  if (error) {
    remove_empty(made);
    refuse_folder(folder, error);
  }
  return made;
}

void flush_parent(const fs::path& folder) {
  if (const std::error_code error = try_to_flush_parent(folder)) refuse_folder(folder, error);
}

void remove_empty(std::span<const fs::path> folders) {
  for (const fs::path& path : folders) {
    if (::rmdir(path.c_str()) != 0) return;
  }
}

void check_folders(const fs::path& folder) {
  std::vector<fs::path> made;
  if (const std::error_code error = try_to_make(folder, made)) refuse_folder(folder, error);
  remove_empty(made);
}

void refuse_folder(const fs::path& folder, const std::error_code& error) {
  throw Error(ErrorCode::io, "write",
              quote_path(folder) + " cannot be written: " + describe_errno(error.value()) +
                  "; expected a folder that can be made; check the path and its permissions");
}

}  // namespace hourglass::base
