// SPDX-License-Identifier: MIT
#include "cli/complain.h"

#include <unistd.h>

#include <algorithm>
#include <span>

#include "base/file_descriptor.h"

namespace hourglass::cli {

void complain(std::string message) {
  std::replace_if(
      message.begin(), message.end(), [](char c) { return c >= 0 && c < ' '; }, '?');
  const std::string line = "hourglass: " + message + "\n";
  base::write_all(STDERR_FILENO, std::as_bytes(std::span(line)));
}

void warn(const std::string& message) { complain("warning: " + message); }

}  // namespace hourglass::cli
