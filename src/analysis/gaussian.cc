// SPDX-License-Identifier: MIT
#include "analysis/gaussian.h"

#include <cmath>
#include <numeric>

namespace hourglass::analysis {

std::vector<double> gaussian_weights(double sigma, std::int64_t radius) {
  std::vector<double> weights;
  for (std::int64_t i = -radius; i <= radius; ++i) {
    const double distance = static_cast<double>(i) / sigma;
    weights.push_back(std::exp(-0.5 * distance * distance));
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace hourglass::analysis
