// SPDX-License-Identifier: MIT
// Means and squares of columns, block by block and joined in order: the same bits whoever takes a
// block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "hourglass/dataset.h"

namespace hourglass::train {

// Of the samples so far; `squares` are the sums of squared distances from the mean.
struct Moments {
  std::int64_t samples = 0;
  std::vector<double> mean;
  std::vector<double> squares;

  explicit Moments(std::size_t columns) : mean(columns), squares(columns) {}

  void join(const Moments& block);
};

Moments moments_of(std::span<const float> block, std::size_t columns);

// So many that a block stays in the cache between its passes.
std::int64_t samples_a_block(std::size_t columns);

// The mean over the columns of their variances. NaN if a number is not finite.
double variance_of(const Dataset& samples, base::ThreadPool& pool);

}  // namespace hourglass::train
