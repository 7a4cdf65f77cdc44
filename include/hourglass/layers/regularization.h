// SPDX-License-Identifier: MIT
// Layers that act while training and pass their input through otherwise. Their random numbers come
// from (seed, epoch, sample, layer): the same for any batch size and any number of threads.
#pragma once

#include <string>

#include "hourglass/layer.h"
#include "hourglass/regularizers.h"

namespace hourglass {

struct RegularizationOptions {
  std::string name = {};
};

// Zeroes a share `rate` of the numbers and divides the others by 1 - rate. 0 <= rate < 1.
struct Dropout : Layer {
  explicit Dropout(float rate, RegularizationOptions options = {});
};

// x + stddev * N(0, 1). stddev >= 0.
struct GaussianNoise : Layer {
  explicit GaussianNoise(float stddev, RegularizationOptions options = {});
};

// Adds a penalty on its input to the loss, divided by the number of samples (see regularizers.h).
struct ActivityRegularization : Layer {
  explicit ActivityRegularization(Regularizer regularizer, RegularizationOptions options = {});
};

}  // namespace hourglass
