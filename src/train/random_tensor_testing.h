// SPDX-License-Identifier: MIT
// For tests: samples of numbers from 0 to 1, the same everywhere.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "hourglass/tensor.h"

namespace hourglass::train {

inline Tensor random_tensor(std::uint32_t stream, std::int64_t batch, const Shape& shape) {
  Tensor tensor(batch, shape);
  std::uint32_t i = 0;
  for (float& value : tensor.values())
    value = static_cast<float>(base::uniform(base::threefry({stream, 1}, {i++, 0})[0]));
  return tensor;
}

}  // namespace hourglass::train
