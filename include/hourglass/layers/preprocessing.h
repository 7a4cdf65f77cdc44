// SPDX-License-Identifier: MIT
// Layers with constants that bring data into a range that trains well, and results back.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "hourglass/layer.h"

namespace hourglass {

struct RescalingOptions {
  float offset = 0;
  std::string name = {};
};

// x * scale + offset.
struct Rescaling : Layer {
  explicit Rescaling(float scale, RescalingOptions options = {});
};

// Axes of the sample with its batch, as in Keras: 1 is the first axis after the batch, -1 the last.
// One number, several in braces, or none: {}.
struct Axes {
  Axes() = default;
  Axes(std::int64_t axis) : axes{axis} {}
  Axes(std::initializer_list<std::int64_t> axes) : axes(axes) {}
  explicit Axes(std::vector<std::int64_t> axes) : axes(std::move(axes)) {}
  std::vector<std::int64_t> axes;
};

struct NormalizationOptions {
  // Each place along these has a mean and a variance of its own: -1 for every feature or channel,
  // {1, 2, 3} for every number of an image.
  Axes axis = -1;
  // For those places, row-major by the axes in ascending order. One number stands for all; as many
  // as the last axis, or a few of the last, for all along the others.
  std::vector<float> mean = {};
  std::vector<float> variance = {};  // 0 or more
  bool invert = false;
  std::string name = {};
};

// (x - mean) / sqrt(variance), or with `invert` the way back, mean + x * sqrt(variance). A square
// root below 1e-7 counts as 1e-7, as in Keras. Throws invalid_argument unless there are as many
// means as variances, at least one, all finite; when called, shape_mismatch if they do not fit the
// input.
struct Normalization : Layer {
  explicit Normalization(NormalizationOptions options);
};

}  // namespace hourglass
