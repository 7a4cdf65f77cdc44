// SPDX-License-Identifier: MIT
// Numbers to compute with where only the time counts.
#pragma once

#include <cstdint>
#include <span>

namespace hourglass {

// From 0 to 1, the same every time.
inline void fill_with_random_numbers(std::span<float> numbers) {
  std::uint32_t state = 1;
  for (float& number : numbers) {
    state = state * 1664525U + 1013904223U;
    number = static_cast<float>(state >> 24) / 255.0F;
  }
}

}  // namespace hourglass
