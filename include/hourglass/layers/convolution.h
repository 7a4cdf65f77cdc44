// SPDX-License-Identifier: MIT
// Two-dimensional convolution, pooling and upsampling on images [batch, height, width, channels].
//
// Output sizes, for input n, window k and stride s (keras/src/ops/operation_utils.py):
//   "valid"  (n - k) / s + 1, only where the window fits
//   "same"   (n - 1) / s + 1, the missing rows and columns shared out, an odd one at the end
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hourglass/activations.h"
#include "hourglass/initializers.h"
#include "hourglass/layer.h"
#include "hourglass/names.h"
#include "hourglass/regularizers.h"
#include "hourglass/size2d.h"

namespace hourglass {

enum class PaddingKind { valid, same };
using Padding = Named<PaddingKind>;

template <>
struct NameTable<PaddingKind> {
  static constexpr std::string_view kWhat = "padding";
  static constexpr NamedValue<PaddingKind> kNames[] = {
      {"valid", PaddingKind::valid},
      {"same", PaddingKind::same},
  };
};

struct Conv2DOptions {
  Size2D strides = 1;
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

// [batch, height, width, channels] -> [batch, new height, new width, filters]. kernel is
// [kernel height, kernel width, channels, filters], bias [filters].
struct Conv2D : Layer {
  Conv2D(std::int64_t filters, Size2D kernel_size, Conv2DOptions options = {});
};

// The way back of a convolution: each cell of the input adds to a window of the output, so that
// strides make the image larger. Sizes, for input n, kernel k and stride s: "same" n * s, "valid"
// n * s + max(k - s, 0) (keras/src/backend/common/backend_utils.py, without output_padding).
// [batch, height, width, channels] -> [batch, new height, new width, filters]. kernel is
// [kernel height, kernel width, filters, channels], bias [filters].
struct Conv2DTranspose : Layer {
  Conv2DTranspose(std::int64_t filters, Size2D kernel_size, Conv2DOptions options = {});
};

struct Pooling2DOptions {
  std::optional<Size2D> strides = std::nullopt;  // pool_size when not given
  Padding padding = PaddingKind::valid;
  std::string name = {};
};

// The largest of each window; padded cells never win. The gradient goes to the first largest cell
// in row-major order.
struct MaxPooling2D : Layer {
  explicit MaxPooling2D(Size2D pool_size = 2, Pooling2DOptions options = {});
};

// The mean of each window; padded cells do not count.
struct AveragePooling2D : Layer {
  explicit AveragePooling2D(Size2D pool_size = 2, Pooling2DOptions options = {});
};

struct GlobalPoolingOptions {
  bool keepdims = false;  // leaves the axes that were pooled, of size 1
  std::string name = {};
};

// The mean and the largest of each channel: [batch, height, width, channels] -> [batch, channels].
struct GlobalAveragePooling2D : Layer {
  explicit GlobalAveragePooling2D(GlobalPoolingOptions options = {});
};
struct GlobalMaxPooling2D : Layer {
  explicit GlobalMaxPooling2D(GlobalPoolingOptions options = {});
};

struct UpSampling2DOptions {
  std::string name = {};
};

// Repeats every row and column (interpolation "nearest").
struct UpSampling2D : Layer {
  explicit UpSampling2D(Size2D size = 2, UpSampling2DOptions options = {});
};

}  // namespace hourglass
