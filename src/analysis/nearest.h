// SPDX-License-Identifier: MIT
// The nearest of many points, exactly.
//
// A product of matrices in float32 finds the few that may be among them, with a margin for all that
// it rounds; these are measured in double. What comes out depends on the numbers alone, and points
// that are as far are told apart by their order, which a product would not do.
#pragma once

#include <cstdint>
#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

enum class Itself {
  counts,    // a query is any place
  does_not,  // query i is point i, and is not its own neighbour
};

// Of each query the indices of the `k` nearest points by Euclidean distance, nearest first; of
// those as far, the one that comes first. `k` is at most the number of points (less itself); all
// numbers are finite and of one size.
std::vector<std::int64_t> nearest_points(const Tensor& points, const Tensor& queries,
                                         std::int64_t k, Itself itself = Itself::counts);

}  // namespace hourglass::analysis
