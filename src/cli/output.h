// SPDX-License-Identifier: MIT
// Standard output. A write that fails is remembered and told at the end: a long training goes on
// and its files are written, although nobody reads along.
#pragma once

#include <string_view>

namespace hourglass::cli {

class Output {
 public:
  // Written at once, not buffered.
  void write(std::string_view text);
  // Throws Error(io) if a write has failed.
  void check() const;

  bool is_terminal() const;
  // Of the terminal; 80 if it does not say.
  int columns() const;

 private:
  int error_number_ = 0;
};

}  // namespace hourglass::cli
