// SPDX-License-Identifier: MIT
// An open file of the operating system, closed when it goes out of scope.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace hourglass::base {

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  // 0, or the error number. Whatever comes back, the descriptor is gone.
  int close();

 private:
  int number_;
};

// Writes everything, going on after short writes and interruptions. 0, or the error number.
int write_all(int descriptor, std::span<const std::byte> bytes);

// For flush_folder and for what is done with the names in it; of "" the current one. As open().
int open_folder(const std::filesystem::path& folder);

// Has the names in a folder survive a loss of power. 0, or the error number. Some file systems
// cannot do that, and say EINVAL: they keep names by other means, and that is no error.
int flush_folder(int descriptor);

// The operating system's words: "No space left on device".
std::string describe_errno(int error_number);

}  // namespace hourglass::base
