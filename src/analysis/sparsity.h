// SPDX-License-Identifier: MIT
// How much of a code is used. A unit is one number of a code; its activity is that number's
// distance from zero.
//
// The functions refuse numbers that are not finite (invalid_argument).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

struct Sparsity {
  double zero_share = 0;              // of all numbers: those that are 0 exactly
  double near_zero_share = 0;         // those whose activity is `near_zero` or less
  double inactive_unit_share = 0;     // of the units: those that are near zero in every code
  std::vector<bool> is_active;        // of each unit: whether it is not
  std::vector<double> mean_activity;  // of each unit
};
// `near_zero` >= 0. One code at least.
Sparsity sparsity_of(const Tensor& codes, double near_zero = 1e-3);

// How many of the numbers lie between each two neighbours of `edges`, which rise: the lower edge
// counts, the upper one does not, but for the last (numpy.histogram). Others are not counted.
std::vector<std::int64_t> histogram(const Tensor& codes, std::span<const double> edges);

// Of each unit the indices of the `count` codes in which it is largest, the largest first; of equal
// ones the first. All of them if there are fewer.
std::vector<std::vector<std::int64_t>> top_samples(const Tensor& codes, std::int64_t count);

}  // namespace hourglass::analysis
