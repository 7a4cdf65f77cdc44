// SPDX-License-Identifier: MIT
#include "cli/fit_shape.h"

namespace hourglass::cli {
namespace {

bool is_one_channel_of(const Shape& image, const Shape& plane) {
  return image.rank() == 3 && plane.rank() == 2 && image.size() == plane.size() && image[-1] == 1;
}

}  // namespace

bool fits_shape(const Shape& given, const Shape& needed) {
  if (given == needed) return true;
  const bool one_is_flat = given.rank() == 1 || needed.rank() == 1;
  return (one_is_flat && given.size() == needed.size()) || is_one_channel_of(given, needed) ||
         is_one_channel_of(needed, given);
}

std::optional<Dataset> fit_shape(const Dataset& samples, const Shape& needed) {
  if (samples.shape() == needed) return samples;
  if (!fits_shape(samples.shape(), needed)) return std::nullopt;
  return samples.reshape(needed);
}

}  // namespace hourglass::cli
