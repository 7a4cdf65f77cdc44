// SPDX-License-Identifier: MIT
// The penalty on the means of a code over the batch. Sums are taken in double and in the order of
// the samples and of the units.
#include <algorithm>
#include <cmath>
#include <vector>

#include "plan/executor.h"

namespace hourglass::plan {
namespace {

// A unit that is always on or off counts as one that is nearly so.
constexpr double kEdge = 1e-6;

double divergence(double rate, double mean) {
  return rate * std::log(rate / mean) + (1 - rate) * std::log((1 - rate) / (1 - mean));
}

}  // namespace

template <class T>
void Executor<T>::measure_sparsity(std::int32_t id) {
  const Sparsity& sparsity = plan_.sparsities[static_cast<std::size_t>(id)];
  const double rate = static_cast<double>(sparsity.op.rate);
  const double weight = static_cast<double>(sparsity.op.weight);
  base::AlignedVector<T>& slopes = sparsity_slopes_[static_cast<std::size_t>(id)];
  const std::size_t units = slopes.size();
  const T* code = memory_.rows(sparsity.in, 0, 0);
  double sum = 0;
  for (std::size_t unit = 0; unit < units; ++unit) {
    double total = 0;
    for (std::int64_t sample = 0; sample < batch_samples_; ++sample)
      total += static_cast<double>(code[static_cast<std::size_t>(sample) * units + unit]);
    const double mean = std::clamp(total / static_cast<double>(batch_samples_), kEdge, 1 - kEdge);
    sum += divergence(rate, mean);
    slopes[unit] = static_cast<T>(weight * ((1 - rate) / (1 - mean) - rate / mean) /
                                  static_cast<double>(batch_samples_));
  }
  std::fill_n(sample_values_[static_cast<std::size_t>(sparsity.slot)].begin(), batch_samples_,
              static_cast<T>(weight * sum));
}

template void Executor<float>::measure_sparsity(std::int32_t);
template void Executor<double>::measure_sparsity(std::int32_t);

}  // namespace hourglass::plan
