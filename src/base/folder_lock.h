// SPDX-License-Identifier: MIT
// One process at a time writes into a folder.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/file_descriptor.h"

namespace hourglass::base {

// Held while this exists. The system gives it back when the process ends, however it ends, so that
// none is left behind; nothing is written into the folder. Other programs may write as they please.
class FolderLock {
 public:
  // `where` is for the message. Throws Error(io) if the folder cannot be opened or another process
  // has the lock. File systems without locks give one to everybody.
  FolderLock(std::string_view where, const std::filesystem::path& folder);

 private:
  FileDescriptor folder_;
};

}  // namespace hourglass::base
