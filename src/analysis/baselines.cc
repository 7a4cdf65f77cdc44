// SPDX-License-Identifier: MIT
#include "analysis/baselines.h"

#include <vector>

#include "analysis/checked.h"
#include "base/check.h"
#include "hourglass/column_statistics.h"

namespace hourglass::analysis {

double mean_sample_mse(const Dataset& train, const Dataset& samples,
                       std::span<const double> scale) {
  check_width("mean_sample_mse", "samples", samples.shape(), train.shape().size());
  HG_CHECK(scale.empty() || std::ssize(scale) == train.shape().size());
  const std::vector<double> mean = column_statistics(train).mean;
  const ColumnStatistics there = column_statistics(samples);
  // A column's mean squared distance from any number is its variance and the square of the number's
  // distance from its mean.
  double sum = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double distance = mean[i] - there.mean[i];
    const double unit = scale.empty() ? 1 : scale[i];
    sum += (there.variance[i] + distance * distance) / (unit * unit);
  }
  return sum / static_cast<double>(mean.size());
}

}  // namespace hourglass::analysis
