// SPDX-License-Identifier: MIT
#include "scores/cuts.h"

#include <algorithm>
#include <numeric>

namespace hourglass::scores {

std::vector<Cut> cuts_of(std::span<const double> scores, const std::vector<bool>& is_anomaly) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });

  std::vector<Cut> cuts;
  std::int64_t found = 0;
  std::int64_t anomalies = 0;
  for (const std::size_t sample : order) {
    if (cuts.empty() || scores[sample] != cuts.back().threshold)
      cuts.push_back({scores[sample], 0, 0});
    ++found;
    if (is_anomaly[sample]) ++anomalies;
    cuts.back().found = found;
    cuts.back().anomalies = anomalies;
  }
  return cuts;
}

}  // namespace hourglass::scores
