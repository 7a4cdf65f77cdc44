// SPDX-License-Identifier: MIT
// Numbers that Keras and Hourglass can both compute: tests/golden/formula.py in C++.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/hourglass.h"

namespace hourglass::parity {

constexpr std::uint32_t kNoiseVariable = 1000;  // plus the step
constexpr std::uint32_t kInputVariable = 2000;  // plus the index of the input

// In [-1, 1): murmur3's finalizer of the position and the variable's number.
inline double uniform(std::uint32_t variable, std::uint32_t position, std::uint32_t start = 1) {
  std::uint32_t x = position * 0x9E3779B9U + variable * 0x85EBCA6BU + start;
  x ^= x >> 16U;
  x *= 0x85EBCA6BU;
  x ^= x >> 13U;
  x *= 0xC2B2AE35U;
  x ^= x >> 16U;
  return static_cast<double>(x) / 4294967296.0 * 2.0 - 1.0;
}

inline std::vector<float> scaled_uniform(double scale, std::uint32_t variable, std::int64_t count,
                                         std::uint32_t start = 1) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = scale * uniform(variable, static_cast<std::uint32_t>(i), start);
    values[i] = static_cast<float>(value);
  }
  return values;
}

// Glorot's range for kernels, [inputs, outputs] or [height, width, inputs, outputs].
inline std::vector<float> weight(std::uint32_t variable, const Shape& shape, std::uint32_t start) {
  double limit = 0.05;
  if (shape.rank() > 1) {
    const std::int64_t window = shape.size() / (shape[-2] * shape[-1]);
    limit = std::sqrt(6.0 / static_cast<double>(window * shape[-2] + window * shape[-1]));
  }
  return scaled_uniform(limit, variable, shape.size(), start);
}

// Noise of standard deviation 0.5, uniform and not normal: no logarithm to agree on.
inline void corrupt(std::span<float> images, std::uint32_t step) {
  const std::vector<float> noise =
      scaled_uniform(0.5 * std::sqrt(3.0), kNoiseVariable + step, std::ssize(images));
  for (std::size_t i = 0; i < images.size(); ++i) {
    images[i] = std::clamp(images[i] + noise[i], 0.0F, 1.0F);
  }
}

}  // namespace hourglass::parity
