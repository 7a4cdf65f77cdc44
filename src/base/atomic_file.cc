// SPDX-License-Identifier: MIT
#include "base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::base {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporaryPrefix = ".hourglass-";
constexpr std::string_view kTemporarySuffix = ".tmp";

[[noreturn]] void fail(const fs::path& path, const std::string& cause) {
  throw Error(
      ErrorCode::io, "write",
      quote_path(path) + " cannot be written: " + cause +
          "; expected a folder that exists, may be written to and has room; choose another path");
}

void check(const fs::path& path, int error_number) {
  if (error_number != 0) fail(path, describe_errno(error_number));
}

int errno_unless(bool success) { return success ? 0 : errno; }

// Where the file really is, and the permissions it keeps.
struct Target {
  fs::path path;
  mode_t mode = 0;  // 0 if there is no file yet
};

Target find_target(const fs::path& path) {
  if (!path.has_filename()) fail(path, "it names no file");
  Target target = {path};
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(path, error))) {
    target.path = fs::canonical(path, error);
    if (error) fail(path, error.message());
  }
  struct stat status = {};
  if (::stat(target.path.c_str(), &status) == 0) {
    // Renaming over /dev/null as root would replace it for everybody.
    if (!S_ISREG(status.st_mode)) fail(path, "it is there and is not a regular file");
    target.mode = status.st_mode & 0777U;
  }
  return target;
}

// A new, empty file in the folder of the target, removed again unless it was renamed.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& path, const fs::path& folder)
      : path_(path), folder_(open_folder(folder)) {
    check(path_, errno_unless(folder_.is_open()));
    file_ = create();
    if (file_ < 0) fail(path_, describe_errno(errno));
  }
  ~TemporaryFile() {
    if (file_ >= 0) ::close(file_);
    if (!renamed_) ::unlinkat(folder_.number(), name_.c_str(), 0);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(std::span<const std::byte> bytes, mode_t mode) {
    if (mode != 0) check(path_, errno_unless(::fchmod(file_, mode) == 0));
    check(path_, write_all(file_, bytes));
    check(path_, errno_unless(::fsync(file_) == 0));
    FileDescriptor closing(file_);
    file_ = -1;
    check(path_, closing.close());
  }

  void rename_to(const fs::path& name) {
    const int folder = folder_.number();
    renamed_ = ::renameat(folder, name_.c_str(), folder, name.c_str()) == 0;
    check(path_, errno_unless(renamed_));
    check(path_, flush_folder(folder));
  }

 private:
  // A short name of its own: with the target's name in it, a name of 255 letters would not fit.
  int create() {
    static std::atomic<unsigned> counter = 0;
    constexpr int kAttempts = 100;  // files that a killed process of the same id has left behind
    int file = -1;
    for (int i = 0; i < kAttempts; ++i) {
      name_ = std::string(kTemporaryPrefix) + std::to_string(::getpid()) + "-" +
              std::to_string(counter++) + std::string(kTemporarySuffix);
      file =
          ::openat(folder_.number(), name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (file >= 0 || errno != EEXIST) break;
    }
    return file;
  }

  const fs::path& path_;
  FileDescriptor folder_;
  std::string name_;
  int file_ = -1;
  bool renamed_ = false;
};

// Of this very process, too: it had the number of one that was killed.
bool is_leftover(std::string_view name) {
  if (!name.starts_with(kTemporaryPrefix) || !name.ends_with(kTemporarySuffix)) return false;
  const std::string_view digits = name.substr(kTemporaryPrefix.size());
  pid_t process = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), process);
  if (error != std::errc() || process <= 0) return false;
  return process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH);
}

}  // namespace

void write_file_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  const Target target = find_target(path);
  TemporaryFile file(path, target.path.parent_path());
  file.write(bytes, target.mode);
  file.rename_to(target.path.filename());
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

void check_writable(const fs::path& path) {
  const Target target = find_target(path);
  const TemporaryFile file(path, target.path.parent_path());
}

void remove_leftovers(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    std::error_code ignored;
    if (is_leftover(name)) fs::remove(entry->path(), ignored);
  }
}

}  // namespace hourglass::base
