// SPDX-License-Identifier: MIT
// Layers with several inputs: Add()({a, b}).
#pragma once

#include <cstdint>
#include <string>

#include "hourglass/layer.h"

namespace hourglass {

struct MergingOptions {
  std::string name = {};
};

// Element by element, two inputs or more, all of one shape.
struct Add : Layer {
  explicit Add(MergingOptions options = {});
};
struct Multiply : Layer {
  explicit Multiply(MergingOptions options = {});
};

struct ConcatenateOptions {
  // Of the sample with its batch, as in Keras: 1 is the first axis after the batch, -1 the last.
  std::int64_t axis = -1;
  std::string name = {};
};

// End to end along `axis`; the other dimensions must agree. axis 0, the batch, is refused.
struct Concatenate : Layer {
  explicit Concatenate(ConcatenateOptions options = {});
};

}  // namespace hourglass
