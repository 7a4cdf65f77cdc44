// SPDX-License-Identifier: MIT
#include "cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <span>

#include "base/file_descriptor.h"
#include "hourglass/error.h"

namespace hourglass::cli {

void Output::write(std::string_view text) {
  if (error_number_ == 0)
    error_number_ = base::write_all(STDOUT_FILENO, std::as_bytes(std::span(text)));
}

void Output::check() const {
  if (error_number_ == 0) return;
  throw Error(ErrorCode::io, "stdout",
              "the output cannot be written: " + base::describe_errno(error_number_) +
                  "; expected a terminal, pipe or file with room; check where it goes");
}

bool Output::is_terminal() const { return ::isatty(STDOUT_FILENO) == 1; }

int Output::columns() const {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace hourglass::cli
