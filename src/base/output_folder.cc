// SPDX-License-Identifier: MIT
#include "base/output_folder.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/folders.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {

OutputFolder::Made::Made(const std::filesystem::path& path) : folders(make_folders(path)) {}

OutputFolder::Made::~Made() { remove_empty(folders); }

OutputFolder::OutputFolder(std::string_view where, std::filesystem::path path)
    : path_(std::move(path)),
      made_(path_),
      folder_(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!folder_.is_open()) refuse_folder(path_, std::error_code(errno, std::generic_category()));
  if (::flock(folder_.number(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  throw Error(ErrorCode::io, where,
              quote_path(path_) +
                  " is being written to by another process; expected a folder of its own for each; "
                  "wait until that has ended, or choose another folder");
}

}  // namespace hourglass::base
