// SPDX-License-Identifier: MIT
// What a fuzz target may do with bytes: read them, or throw an Error that blames them.
#pragma once

#include <cstdlib>

#include "hourglass/error.h"

namespace hourglass::fuzz {

template <class Action>
void expect_value_or_refusal(Action action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_file && error.code() != ErrorCode::unsupported) std::abort();
  }
}

inline void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace hourglass::fuzz
