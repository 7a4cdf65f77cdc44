// SPDX-License-Identifier: MIT
// For tests of what is thrown: the error as a value.
#pragma once

#include <optional>
#include <string>

#include "hourglass/error.h"

namespace hourglass::base {

// The error that `action` throws, or nothing.
template <class Action>
std::optional<Error> error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

inline bool says(const std::optional<Error>& error, ErrorCode code, const std::string& part) {
  return error && error->code() == code &&
         std::string(error->what()).find(part) != std::string::npos;
}

}  // namespace hourglass::base
