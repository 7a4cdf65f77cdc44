// SPDX-License-Identifier: MIT
// A file of events, which grows while TensorBoard reads it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "base/file_descriptor.h"

namespace hourglass::tensorboard {

// The one file of this project that is not written atomically: events are appended one by one, so
// that TensorBoard shows a training while it goes on, and what is left of one that was stopped. A
// write that fails is remembered and told at the end, as cli::Output does; the file then ends with
// the last whole event.
class EventFile {
 public:
  // Makes the folder, if it is not there, and a new file in it, named as TensorFlow does: by time,
  // host and process. Older ones stay. Throws Error(io) if that cannot be.
  explicit EventFile(const std::filesystem::path& folder);

  void append(std::string_view event);
  // Throws Error(io), naming the file, if a write has failed.
  void check() const;

 private:
  struct NewFile;
  static NewFile create(const std::filesystem::path& folder);
  explicit EventFile(const NewFile& file);

  std::filesystem::path path_;
  base::FileDescriptor file_;
  std::size_t size_ = 0;  // of the whole events
  int error_number_ = 0;
};

// Seconds since 1970.
double wall_time();

// Throws the Error(io) that an EventFile would throw for a reason that can be known beforehand.
// Leaves nothing.
void check_event_folder(const std::filesystem::path& folder);

}  // namespace hourglass::tensorboard
