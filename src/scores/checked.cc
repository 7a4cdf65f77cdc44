// SPDX-License-Identifier: MIT
#include "scores/checked.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "hourglass/error.h"

namespace hourglass::scores {

void check_finite(std::string_view where, std::span<const double> values) {
  const auto bad = std::find_if_not(values.begin(), values.end(),
                                    [](double value) { return std::isfinite(value); });
  if (bad == values.end()) return;
  throw Error(ErrorCode::invalid_argument, where,
              "value " + std::to_string(bad - values.begin()) + " of " +
                  std::to_string(values.size()) + " is " + std::to_string(*bad) +
                  "; expected finite numbers; look for what is not finite in the samples");
}

void check_labelled(std::string_view where, std::span<const double> scores,
                    const std::vector<bool>& is_anomaly) {
  if (scores.size() != is_anomaly.size()) {
    throw Error(ErrorCode::shape_mismatch, where,
                std::to_string(scores.size()) + " scores and " + std::to_string(is_anomaly.size()) +
                    " labels given; expected as many of both");
  }
  check_finite(where, scores);
  const auto anomalies = std::count(is_anomaly.begin(), is_anomaly.end(), true);
  const auto others = static_cast<std::ptrdiff_t>(is_anomaly.size()) - anomalies;
  if (anomalies > 0 && others > 0) return;
  throw Error(ErrorCode::invalid_argument, where,
              std::to_string(anomalies) + " anomalies and " + std::to_string(others) +
                  " other samples given; expected at least one of each; choose labels that tell "
                  "them apart");
}

}  // namespace hourglass::scores
