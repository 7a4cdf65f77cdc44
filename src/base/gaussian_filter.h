// SPDX-License-Identifier: MIT
// The Gaussian filter of images, as scipy.ndimage.gaussian_filter has it: down the columns and then
// along the rows, each channel by itself; beyond the border an image goes on as in a mirror that
// stands at the edge of the last pixel ("reflect"). Allocates nothing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/shape.h"

namespace hourglass::base {

// Where the mirror shows for a position that may lie beyond the border, in [0, size). Most lie
// near, which spares them divisions.
constexpr std::int64_t reflected(std::int64_t position, std::int64_t size) {
  if (0 <= position && position < size) return position;
  if (-size <= position && position < 0) return -1 - position;
  if (size <= position && position < 2 * size) return 2 * size - 1 - position;
  const std::int64_t period = 2 * size;
  const std::int64_t within = (position % period + period) % period;
  return within < size ? within : period - 1 - within;
}

// Where the filter is cut off: at four sigma.
constexpr std::int64_t gaussian_radius(double sigma) {
  return static_cast<std::int64_t>(4 * sigma + 0.5);
}

// An odd number of weights with the sum 1. The middle one is the largest.
void fill_gaussian_weights(double sigma, std::span<double> weights);
// 2 radius + 1 of them.
std::vector<double> gaussian_weights(double sigma, std::int64_t radius);

// `shape` is [height, width, channels]; `scratch` has room for such an image, and `in` may be
// `out`. Sums are taken in double and in scipy's order, so that they have scipy's bits.
template <class T>
void filter_image(std::span<const double> weights, const Shape& shape, const T* in, float* scratch,
                  T* out);

}  // namespace hourglass::base
