// SPDX-License-Identifier: MIT
// A folder that results are written into, by one process at a time.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"

namespace hourglass::base {

// Locked while this exists. The system gives the lock back when the process ends, however it ends,
// so that none is left behind; nothing is written into the folder. Other programs may write as they
// please. In the end, folders that were made for this and are still empty are removed.
class OutputFolder {
 public:
  // Makes the folder and those it lies in, where they are not there. `where` is for the message.
  // Throws Error(io) if that or opening it fails, or another process has the lock. File systems
  // without locks give one to everybody.
  OutputFolder(std::string_view where, std::filesystem::path path);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  int make_and_lock(std::string_view where);

  std::filesystem::path path_;
  std::vector<std::filesystem::path> made_;
  FileDescriptor folder_;
};

}  // namespace hourglass::base
