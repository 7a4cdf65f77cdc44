// SPDX-License-Identifier: MIT
#include "base/file_descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hourglass::base {

FileDescriptor::~FileDescriptor() {
  if (is_open()) ::close(number_);
}

int FileDescriptor::close() {
  const int number = number_;
  number_ = -1;
  // Linux frees the descriptor before it reports EINTR: trying again could close somebody else's.
  return ::close(number) == 0 || errno == EINTR ? 0 : errno;
}

int write_all(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    // A file system that takes nothing and reports nothing would keep this loop for ever.
    if (written == 0) return EIO;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

int open_folder(const std::filesystem::path& folder) {
  return ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int flush_folder(int descriptor) { return ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno; }

std::string describe_errno(int error_number) {
  return std::error_code(error_number, std::generic_category()).message();
}

}  // namespace hourglass::base
