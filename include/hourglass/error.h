// SPDX-License-Identifier: MIT
// The one exception type of the library. Thrown while building, compiling, loading and training;
// the library never prints, exits or aborts on bad input.
#pragma once

#include <stdexcept>
#include <string_view>

namespace hourglass {

enum class ErrorCode {
  invalid_argument,  // an option or value out of its range
  shape_mismatch,    // shapes that do not fit together
  bad_file,          // a file whose contents are not what its format promises
  unsupported,       // valid, but not something this library does
  io,                // the operating system refused a read or a write
  non_finite,        // training met NaN or infinity
  internal,          // a bug in this library
};

// what() reads "[where] what was given; what was expected; how to fix it", on one line.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string_view where, std::string_view message);

  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace hourglass
