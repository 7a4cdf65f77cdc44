// SPDX-License-Identifier: MIT
// Activations that have options or weights of their own. Those without are names: activations.h.
#pragma once

#include <string>

#include "hourglass/initializers.h"
#include "hourglass/layer.h"
#include "hourglass/layers/preprocessing.h"
#include "hourglass/regularizers.h"

namespace hourglass {

struct LeakyReLUOptions {
  float negative_slope = 0.3F;  // finite, 0 or more
  std::string name = {};
};

// x where it is above 0, elsewhere negative_slope * x; any shape. The activation "leaky_relu" is
// this with a slope of 0.2.
struct LeakyReLU : Layer {
  explicit LeakyReLU(LeakyReLUOptions options = {});
};

struct PReLUOptions {
  Initializer alpha_initializer = InitializerKind::zeros;
  Regularizer alpha_regularizer = {};
  // Along these alpha is the same: {1, 2} for one a channel of an image. The first ones, without a
  // gap.
  Axes shared_axes = {};
  std::string name = {};
};

// x where it is above 0, elsewhere alpha * x, alpha being trained. It has the sample's shape, with
// 1 for shared axes. Throws shape_mismatch when called if axes are shared after one that is not.
struct PReLU : Layer {
  explicit PReLU(PReLUOptions options = {});
};

}  // namespace hourglass
