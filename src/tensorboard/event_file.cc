// SPDX-License-Identifier: MIT
#include "tensorboard/event_file.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string>
#include <system_error>

#include "base/atomic_file.h"
#include "base/folders.h"
#include "base/quote.h"
#include "hourglass/error.h"
#include "tensorboard/event.h"

namespace hourglass::tensorboard {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, int error_number) {
  throw Error(ErrorCode::io, "write",
              base::quote_path(file) + " cannot be written: " + base::describe_errno(error_number) +
                  "; expected a folder with room for events; free some or choose another, and "
                  "train again to have them all");
}

std::string host_name() {
  char name[HOST_NAME_MAX + 1] = {};
  if (::gethostname(name, HOST_NAME_MAX) != 0 || name[0] == '\0') return "localhost";
  return name;
}

// "events.out.tfevents.1700000000.host.4711.0.v2". TensorBoard reads a folder's files in the order
// of their names, so the time comes first, with leading zeros.
std::string file_name(double wall_time, int number) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%010lld", static_cast<long long>(wall_time));
  return std::string("events.out.tfevents.") + seconds + "." + host_name() + "." +
         std::to_string(::getpid()) + "." + std::to_string(number) + ".v2";
}

}  // namespace

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

struct EventFile::NewFile {
  fs::path path;
  int descriptor = -1;
};

EventFile::NewFile EventFile::create(const fs::path& folder) {
  base::make_folders(folder);
  constexpr int kAttempts = 100;  // trainings of one process within a second
  NewFile file;
  for (int number = 0; number < kAttempts && file.descriptor < 0; ++number) {
    file.path = folder / file_name(wall_time(), number);
    file.descriptor =
        ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (file.descriptor < 0 && errno != EEXIST) break;
  }
  if (file.descriptor < 0) fail(file.path, errno);
  return file;
}

EventFile::EventFile(const fs::path& folder) : EventFile(create(folder)) {}

EventFile::EventFile(const NewFile& file) : path_(file.path), file_(file.descriptor) {
  append(first_event(wall_time()));
}

void EventFile::append(std::string_view event) {
  if (error_number_ != 0) return;
  const std::vector<std::byte> record = as_record(event);
  error_number_ = base::write_all(file_.number(), record);
  if (error_number_ == 0) {
    size_ += record.size();
  } else {
    // What part of the record is there would be read as a damaged one.
    static_cast<void>(::ftruncate(file_.number(), static_cast<off_t>(size_)) == 0);
  }
}

void EventFile::check() const {
  if (error_number_ != 0) fail(path_, error_number_);
}

void check_event_folder(const fs::path& folder) {
  base::check_folders(folder);
  std::error_code ignored;
  if (fs::exists(folder, ignored)) base::check_writable(folder / "events");
}

}  // namespace hourglass::tensorboard
