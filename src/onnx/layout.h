// SPDX-License-Identifier: MIT
// The two orders of an image's axes. Hourglass and Keras keep [batch, height, width, channels];
// ONNX's convolutions, pools and Resize take [batch, channels, height, width].
#pragma once

#include <cstdint>
#include <vector>

namespace hourglass::onnx {

// What is no image has only one order, which goes by the name of channels_last.
enum class Layout { channels_last, channels_first };

// Where axis `axis` of a sample is in a value with its batch.
inline std::int64_t position_of_axis(std::int64_t axis, Layout layout) {
  if (layout == Layout::channels_last) return axis + 1;
  constexpr std::int64_t kPositions[] = {2, 3, 1};
  return kPositions[axis];
}

// What Transpose calls `perm`: where each axis of `layout` is in the other one.
inline std::vector<std::int64_t> permutation_to(Layout layout) {
  if (layout == Layout::channels_last) return {0, 2, 3, 1};
  return {0, 3, 1, 2};
}

}  // namespace hourglass::onnx
