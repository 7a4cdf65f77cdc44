// SPDX-License-Identifier: MIT
// Convolution, pooling and upsampling along sequences [batch, steps, channels], such as windows of
// time series. Sizes are those of convolution.h, in the one direction there is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hourglass/activations.h"
#include "hourglass/initializers.h"
#include "hourglass/layer.h"
#include "hourglass/layers/convolution.h"
#include "hourglass/regularizers.h"

namespace hourglass {

struct Conv1DOptions {
  std::int64_t strides = 1;
  Padding padding = PaddingKind::valid;
  Activation activation = ActivationKind::linear;
  bool use_bias = true;
  Initializer kernel_initializer = InitializerKind::glorot_uniform;
  Initializer bias_initializer = InitializerKind::zeros;
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  std::string name = {};
};

// [batch, steps, channels] -> [batch, new steps, filters]. kernel is [kernel_size, channels,
// filters], bias [filters]. Throws as Conv2D.
struct Conv1D : Layer {
  Conv1D(std::int64_t filters, std::int64_t kernel_size, Conv1DOptions options = {});
};

struct Pooling1DOptions {
  std::optional<std::int64_t> strides = std::nullopt;  // pool_size when not given
  Padding padding = PaddingKind::valid;
  std::string name = {};
};

// The largest of each window, and the mean; as MaxPooling2D and AveragePooling2D.
struct MaxPooling1D : Layer {
  explicit MaxPooling1D(std::int64_t pool_size = 2, Pooling1DOptions options = {});
};
struct AveragePooling1D : Layer {
  explicit AveragePooling1D(std::int64_t pool_size = 2, Pooling1DOptions options = {});
};

// The mean and the largest of each channel's steps: [batch, steps, channels] -> [batch, channels].
struct GlobalAveragePooling1D : Layer {
  explicit GlobalAveragePooling1D(GlobalPoolingOptions options = {});
};
struct GlobalMaxPooling1D : Layer {
  explicit GlobalMaxPooling1D(GlobalPoolingOptions options = {});
};

struct Sequence1DOptions {
  std::string name = {};
};

// Repeats every step.
struct UpSampling1D : Layer {
  explicit UpSampling1D(std::int64_t size = 2, Sequence1DOptions options = {});
};

// Steps to add or take away at each end.
struct Margins1D {
  constexpr Margins1D(std::int64_t both) : before(both), after(both) {}
  constexpr Margins1D(std::int64_t before, std::int64_t after) : before(before), after(after) {}
  std::int64_t before, after;
};

struct ZeroPadding1D : Layer {
  explicit ZeroPadding1D(Margins1D padding = 1, Sequence1DOptions options = {});
};

// Throws shape_mismatch when called on a sequence that would have no step left.
struct Cropping1D : Layer {
  explicit Cropping1D(Margins1D cropping = 1, Sequence1DOptions options = {});
};

}  // namespace hourglass
