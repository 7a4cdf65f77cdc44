// SPDX-License-Identifier: MIT
// What the program tells the shell.
#pragma once

#include "hourglass/error.h"

namespace hourglass::cli {

constexpr int kSuccess = 0;
constexpr int kInternalError = 1;
constexpr int kBadInput = 2;      // wrong arguments, or a file whose contents are wrong
constexpr int kInputOutput = 3;   // the system refused to read or write
constexpr int kNonFinite = 5;     // training met NaN or infinity
constexpr int kSignalBase = 128;  // plus the signal's number: 130 for Ctrl-C, 143 for kill

constexpr int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::shape_mismatch:
    case ErrorCode::bad_file:
    case ErrorCode::unsupported:
      return kBadInput;
    case ErrorCode::io:
      return kInputOutput;
    case ErrorCode::non_finite:
      return kNonFinite;
    case ErrorCode::internal:
      break;
  }
  return kInternalError;
}

}  // namespace hourglass::cli
