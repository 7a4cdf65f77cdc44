// SPDX-License-Identifier: MIT
// All there is to choose between when a threshold is set.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hourglass::scores {

// One distinct score as a threshold: how many samples have at least it, and how many of these are
// anomalies.
struct Cut {
  double threshold;
  std::int64_t found;
  std::int64_t anomalies;
};

// From the highest score down: the last cut finds everything. The arguments are checked.
std::vector<Cut> cuts_of(std::span<const double> scores, const std::vector<bool>& is_anomaly);

}  // namespace hourglass::scores
