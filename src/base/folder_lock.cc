// SPDX-License-Identifier: MIT
#include "base/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "base/folders.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {

FolderLock::FolderLock(std::string_view where, const std::filesystem::path& folder)
    : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!folder_.is_open()) refuse_folder(folder, std::error_code(errno, std::generic_category()));
  if (::flock(folder_.number(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  throw Error(ErrorCode::io, where,
              quote_path(folder) +
                  " is being written to by another process; expected a folder of its own for each; "
                  "wait until that has ended, or choose another folder");
}

}  // namespace hourglass::base
