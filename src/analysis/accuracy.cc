// SPDX-License-Identifier: MIT
#include "analysis/accuracy.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>

#include "analysis/checked.h"
#include "hourglass/error.h"

namespace hourglass::analysis {

double accuracy(std::span<const std::int32_t> predicted, std::span<const std::int32_t> labels) {
  constexpr std::string_view kWhere = "accuracy";
  if (predicted.size() != labels.size()) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                std::to_string(predicted.size()) + " predictions and " +
                    std::to_string(labels.size()) + " labels given; expected as many of both");
  }
  check_number(kWhere, "labels", static_cast<std::int64_t>(labels.size()), 1);
  const std::int64_t right =
      std::transform_reduce(predicted.begin(), predicted.end(), labels.begin(), std::int64_t{0},
                            std::plus<>(), [](std::int32_t a, std::int32_t b) { return a == b; });
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

}  // namespace hourglass::analysis
