// SPDX-License-Identifier: MIT
#include "layers/window.h"

#include <algorithm>

namespace hourglass::layers {
namespace {

constexpr std::int64_t kMaxSize = 4096;

graph::Window make_window(std::int64_t input, std::int64_t size, std::int64_t stride,
                          Padding padding) {
  if (padding == Padding("valid")) return {size, stride, 0, (input - size) / stride + 1};
  const std::int64_t output = (input - 1) / stride + 1;
  const std::int64_t missing = std::max<std::int64_t>(0, (output - 1) * stride + size - input);
  return {size, stride, missing / 2, output};
}

std::string text(Size2D size) {
  return "(" + std::to_string(size.height) + ", " + std::to_string(size.width) + ")";
}

}  // namespace

Windows make_windows(const graph::LayerBase& layer, const Shape& image, Size2D size, Size2D strides,
                     Padding padding) {
  if (padding == Padding("valid") && (image[0] < size.height || image[1] < size.width)) {
    layer.fail_shape("input shape " + image.to_string_with_batch() +
                     " is smaller than the window " + text(size) +
                     "; expected at least its size with padding=\"valid\"; use "
                     "padding=\"same\" or a smaller window");
  }
  return {make_window(image[0], size.height, strides.height, padding),
          make_window(image[1], size.width, strides.width, padding)};
}

void check_size(const graph::LayerBase& layer, Size2D size, std::string_view option) {
  if (std::min(size.height, size.width) < 1 || std::max(size.height, size.width) > kMaxSize) {
    layer.fail(std::string(option) + " is " + text(size) + "; expected numbers from 1 to " +
               std::to_string(kMaxSize));
  }
}

}  // namespace hourglass::layers
