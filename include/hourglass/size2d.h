// SPDX-License-Identifier: MIT
// A height and a width, in Keras's order.
#pragma once

#include <cstdint>

namespace hourglass {

// {height, width}; one number stands for both, as in Keras.
struct Size2D {
  constexpr Size2D(std::int64_t both) : height(both), width(both) {}
  constexpr Size2D(std::int64_t height, std::int64_t width) : height(height), width(width) {}
  std::int64_t height;
  std::int64_t width;
  friend constexpr bool operator==(const Size2D&, const Size2D&) = default;
};

}  // namespace hourglass
