// SPDX-License-Identifier: MIT
// messages.py puts this behind the copy's src/base/error.cc. It makes no allocations, opens no
// files and leaves errno alone: tests count the former, and messages tell the latter.
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int kMostMessages = 10000;

// Leaves a folder of that number, once.
void note_that_asked(const char* folder, int number) {
  static std::array<std::atomic<bool>, kMostMessages> noted{};
  if (noted.at(static_cast<std::size_t>(number)).exchange(true)) return;
  const int error = errno;
  std::array<char, 1000> path{};
  std::snprintf(path.data(), path.size(), "%s/%d", folder, number);
  mkdir(path.data(), 0777);
  errno = error;
}

}  // namespace

// The text that a message is to have: as it is, or garbled if it is the one to be.
const char* hourglass_message(int number, const char* text, const char* garbled);
const char* hourglass_message(int number, const char* text, const char* garbled) {
  static const char* const chosen = std::getenv("HOURGLASS_MESSAGES_GARBLED");
  static const char* const asked = std::getenv("HOURGLASS_MESSAGES_ASKED");
  if (asked != nullptr) note_that_asked(asked, number);
  return chosen != nullptr && std::atoi(chosen) == number ? garbled : text;
}
