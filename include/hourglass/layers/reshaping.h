// SPDX-License-Identifier: MIT
// Layers that move numbers.
#pragma once

#include <cstdint>
#include <string>

#include "hourglass/layer.h"
#include "hourglass/layers/convolution.h"

namespace hourglass {

struct ReshapingOptions {
  std::string name = {};
};

// [batch, ...] -> [batch, everything], row-major: [height, width, channels] in that order.
struct Flatten : Layer {
  explicit Flatten(ReshapingOptions options = {});
};

// The same numbers in another shape of the same size. Throws shape_mismatch otherwise.
struct Reshape : Layer {
  explicit Reshape(const Shape& target_shape, ReshapingOptions options = {});
};

// Rows and columns to add or take away at each side of an image.
struct Margins2D {
  constexpr Margins2D(std::int64_t all) : top(all), bottom(all), left(all), right(all) {}
  constexpr Margins2D(std::int64_t top, std::int64_t bottom, std::int64_t left, std::int64_t right)
      : top(top), bottom(bottom), left(left), right(right) {}
  std::int64_t top, bottom, left, right;
};

struct ZeroPadding2D : Layer {
  explicit ZeroPadding2D(Margins2D padding = 1, ReshapingOptions options = {});
};

// Throws shape_mismatch when called on an image that would have no row or no column left.
struct Cropping2D : Layer {
  explicit Cropping2D(Margins2D cropping = 0, ReshapingOptions options = {});
};

}  // namespace hourglass
