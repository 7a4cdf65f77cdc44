// SPDX-License-Identifier: MIT
#pragma once

#include "hourglass/layer.h"
#include "hourglass/layers/reshaping.h"

namespace hourglass::recipes {

// The image without the rows at its bottom and the columns at its right that `wanted` does not
// have: what upsampling makes too many of where pooling, which begins at the top left, had rounded
// up.
inline SymbolicTensor cropped(const SymbolicTensor& image, const Shape& wanted) {
  const std::int64_t rows = image.shape()[0] - wanted[0];
  const std::int64_t columns = image.shape()[1] - wanted[1];
  if (rows == 0 && columns == 0) return image;
  return Cropping2D({0, rows, 0, columns})(image);
}

}  // namespace hourglass::recipes
