// SPDX-License-Identifier: MIT
// For our own bugs, never for what a user gave.
#pragma once

#include <string>

#include "hourglass/error.h"

// Throws Error(internal) with the condition and its place.
#define HG_CHECK(condition)                                                                 \
  do {                                                                                      \
    if (!(condition)) {                                                                     \
      throw ::hourglass::Error(::hourglass::ErrorCode::internal,                            \
                               std::string(__FILE__) + ":" + std::to_string(__LINE__),      \
                               "this is a bug in Hourglass: " #condition " does not hold"); \
    }                                                                                       \
  } while (false)
