// SPDX-License-Identifier: MIT
// What the program tells the shell.
#pragma once

#include <string_view>

#include "hourglass/error.h"

namespace hourglass::cli {

constexpr int kSuccess = 0;
constexpr int kInternalError = 1;
constexpr int kBadInput = 2;
constexpr int kInputOutput = 3;
constexpr int kNonFinite = 5;
constexpr int kSignalBase = 128;  // plus the signal's number

// As the manual lists them.
struct ExitCodeMeaning {
  std::string_view codes;
  std::string_view meaning;
};
constexpr ExitCodeMeaning kExitCodeMeanings[] = {
    {"0", "done"},
    {"1", "a bug of Hourglass, or no memory left"},
    {"2", "wrong arguments, or a file whose contents are wrong"},
    {"3", "the system refused to read or write"},
    {"5", "training met a number that is not finite"},
    {"130, 143", "stopped by Ctrl-C, by kill"},
};

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
