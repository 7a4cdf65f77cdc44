// SPDX-License-Identifier: MIT
#include "analysis/active_units.h"

#include <algorithm>

namespace hourglass::analysis {

std::vector<double> variances_of_means(const Tensor& codes) {
  const auto units = static_cast<std::size_t>(codes.shape().size());
  std::vector<double> sums(units), variances(units);
  for (std::int64_t i = 0; i < codes.batch(); ++i) {
    for (std::size_t unit = 0; unit < units; ++unit)
      sums[unit] += static_cast<double>(codes.sample(i)[unit]);
  }
  const auto count = static_cast<double>(codes.batch());
  for (std::int64_t i = 0; i < codes.batch(); ++i) {
    for (std::size_t unit = 0; unit < units; ++unit) {
      const double distance = static_cast<double>(codes.sample(i)[unit]) - sums[unit] / count;
      variances[unit] += distance * distance / count;
    }
  }
  return variances;
}

ActiveUnits active_units(const Tensor& codes) {
  constexpr double kLeast = 0.01;
  const std::vector<double> variances = variances_of_means(codes);
  return {std::count_if(variances.begin(), variances.end(),
                        [](double variance) { return variance > kLeast; }),
          std::ssize(variances)};
}

}  // namespace hourglass::analysis
