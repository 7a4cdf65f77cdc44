// SPDX-License-Identifier: MIT
// A file on disk, open for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "base/file_descriptor.h"

namespace hourglass::base {

class RegularFile {
 public:
  // Throws Error(io), with the operating system's words, if the file cannot be opened;
  // Error(bad_file) for what is not a regular file (folders, pipes, devices).
  RegularFile(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  std::int64_t size() const { return size_; }  // when it was opened

  // Fills `bytes` from `offset` on; fewer come only at the end of the file. From any thread. Throws
  // Error(io).
  std::size_t read_at(std::int64_t offset, std::span<std::byte> bytes) const;
  // Tells the system that these bytes will be read soon. A hint.
  void will_read(std::int64_t offset, std::int64_t count) const;

 private:
  std::filesystem::path path_;
  FileDescriptor file_;
  std::int64_t size_ = 0;
};

}  // namespace hourglass::base
