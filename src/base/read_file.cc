// SPDX-License-Identifier: MIT
#include "base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/file_descriptor.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& message) {
  throw Error(ErrorCode::bad_file, "read", quote_path(path) + " " + message);
}

[[noreturn]] void throw_io(const std::filesystem::path& path, int error_number) {
  throw Error(ErrorCode::io, "read",
              quote_path(path) + " cannot be read: " + describe_errno(error_number) +
                  "; expected a readable file; check the path and its permissions");
}

// Fewer bytes than asked for only at the end of the file.
std::size_t read_up_to(int descriptor, std::span<std::byte> bytes,
                       const std::filesystem::path& path) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_io(path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace

ByteBuffer read_file(const std::filesystem::path& path, std::uint64_t limit) {
  // Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) throw_io(path, errno);
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) throw_io(path, errno);
  if (!S_ISREG(status.st_mode)) {
    refuse(path, "is not a regular file; expected a file with data in it; name the file itself");
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > limit) {
    refuse(path, "has " + std::to_string(size) + " bytes; expected at most " +
                     std::to_string(limit) + "; split it into smaller files");
  }
  ByteBuffer contents(static_cast<std::size_t>(size));
  std::byte one_more;
  if (read_up_to(file.number(), contents.bytes(), path) != contents.size() ||
      read_up_to(file.number(), {&one_more, 1}, path) != 0) {
    refuse(path, "changed its length while it was read; expected " + std::to_string(size) +
                     " bytes; wait until it is written and try again");
  }
  return contents;
}

}  // namespace hourglass::base
