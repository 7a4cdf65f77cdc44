// SPDX-License-Identifier: MIT
#include "base/output_folder.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/folders.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {
namespace {

// False once it is removed, and if there is another of that name.
bool is_there(int folder, const std::filesystem::path& path) {
  struct stat opened = {};
  struct stat named = {};
  return ::fstat(folder, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace

OutputFolder::OutputFolder(std::string_view where, std::filesystem::path path)
    : path_(std::move(path)), folder_(make_and_lock(where)) {}

OutputFolder::~OutputFolder() { remove_empty(made_); }

// Who has the lock may remove the folder. So it is looked for again once it is locked; and what is
// found locked is left there, whoever has made it.
int OutputFolder::make_and_lock(std::string_view where) {
  constexpr int kAttempts = 10;
  for (int i = 0; i < kAttempts; ++i) {
    made_ = make_folders(path_);
    const int folder = open_folder(path_);
    if (folder < 0) {
      const std::error_code error(errno, std::generic_category());
      remove_empty(made_);
      if (error == std::errc::no_such_file_or_directory) continue;
      refuse_folder(path_, error);
    }
    if (::flock(folder, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      ::close(folder);
      throw Error(ErrorCode::io, where,
                  quote_path(path_) +
                      " is being written to by another process; expected a folder of its own for "
                      "each; wait until that has ended, or choose another folder");
    }
    if (is_there(folder, path_)) return folder;
    ::close(folder);
  }
  refuse_folder(path_, std::make_error_code(std::errc::no_such_file_or_directory));
}

}  // namespace hourglass::base
