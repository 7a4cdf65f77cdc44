// SPDX-License-Identifier: MIT
// For tests of what is thrown: the error as a value.
#pragma once

#include <doctest/doctest.h>

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

// Checks that `action` throws an error of that code; its message.
template <class Action>
std::string message_of(Action&& action, ErrorCode code) {
  const std::optional<Error> error = error_of(action);
  REQUIRE(error);
  CHECK(error->code() == code);
  return error->what();
}

inline bool says(const std::optional<Error>& error, ErrorCode code, const std::string& part) {
  return error && error->code() == code &&
         std::string(error->what()).find(part) != std::string::npos;
}

}  // namespace hourglass::base
