// SPDX-License-Identifier: MIT
#include "cli/corruption_for_data.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/overloaded.h"
#include "hourglass/column_statistics.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

// Scaling to [0, 1] rounds.
constexpr float kRounding = 1e-5F;

bool lie_from_0_to_1(const Dataset& samples) {
  const ColumnStatistics columns = column_statistics(samples);
  return std::ranges::min(columns.minimum) >= -kRounding &&
         std::ranges::max(columns.maximum) <= 1 + kRounding;
}

}  // namespace

CorruptionKind corruption_for_data(CorruptionKind corruption, std::string_view option,
                                   const Dataset& samples,
                                   const std::optional<Shape>& image_shape) {
  const auto take_range = [&](GaussianCorruption& noise) {
    constexpr float kLargest = std::numeric_limits<float>::max();
    if (!lie_from_0_to_1(samples)) noise = {noise.stddev, -kLargest, kLargest};
  };
  const auto check_range = [&](SaltAndPepperCorruption&) {
    if (lie_from_0_to_1(samples)) return;
    throw Error(ErrorCode::invalid_argument, option,
                "is salt-and-pepper, which sets numbers to 0 and 1, and the network takes others; "
                "expected images or tables from 0 to 1; add --scale minmax, or choose swap");
  };
  const auto take_shape = [&](BlurCorruption& blur) {
    if (samples.shape().rank() == 3) return;
    blur.image_shape = image_shape;
    if (image_shape) return;
    throw Error(ErrorCode::shape_mismatch, option,
                "is blur, and the samples are rows of " + std::to_string(samples.shape().size()) +
                    " numbers; expected images; choose another, such as swap for tables");
  };
  std::visit(base::Overloaded{take_range, check_range, take_shape, [](auto&) {}}, corruption);
  return corruption;
}

}  // namespace hourglass::cli
