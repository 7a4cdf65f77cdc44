// SPDX-License-Identifier: MIT
#pragma once

#include "hourglass/layer.h"
#include "hourglass/layers/reshaping.h"
#include "hourglass/layers/sequence.h"

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

// The same of a sequence's last steps.
inline SymbolicTensor cropped_steps(const SymbolicTensor& sequence, const Shape& wanted) {
  const std::int64_t steps = sequence.shape()[0] - wanted[0];
  return steps == 0 ? sequence : Cropping1D({0, steps})(sequence);
}

}  // namespace hourglass::recipes
