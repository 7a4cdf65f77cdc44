// SPDX-License-Identifier: MIT
#include "base/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {
namespace {

[[noreturn]] void throw_io(const std::filesystem::path& path, int error_number) {
  throw Error(ErrorCode::io, "read",
              quote_path(path) + " cannot be read: " + describe_errno(error_number) +
                  "; expected a readable file; check the path and its permissions");
}

}  // namespace

// Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
RegularFile::RegularFile(std::filesystem::path path)
    : path_(std::move(path)),
      file_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
  if (!file_.is_open()) throw_io(path_, errno);
  struct stat status = {};
  if (::fstat(file_.number(), &status) != 0) throw_io(path_, errno);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::bad_file, "read",
                quote_path(path_) +
                    " is not a regular file; expected a file with data in it; name "
                    "the file itself");
  }
  size_ = status.st_size;
}

std::size_t RegularFile::read_at(std::int64_t offset, std::span<std::byte> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::pread(file_.number(), bytes.data() + done, bytes.size() - done,
                                  offset + static_cast<std::int64_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_io(path_, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

void RegularFile::will_read(std::int64_t offset, std::int64_t count) const {
  ::posix_fadvise(file_.number(), offset, count, POSIX_FADV_WILLNEED);
}

}  // namespace hourglass::base
