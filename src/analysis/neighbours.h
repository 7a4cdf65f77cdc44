// SPDX-License-Identifier: MIT
// Whether samples that are alike have codes that are alike.
//
// The functions refuse numbers that are not finite (invalid_argument) and samples, codes and labels
// that are not as many (shape_mismatch).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

// Whether neighbours among the codes are neighbours among the samples: 1 if all are, less the
// farther away the others come from. sklearn.manifold.trustworthiness; of samples that are as far,
// the first is nearer. `k` in [1, samples / 2). Takes time with the square of the number of
// samples: some 2,000 are enough.
double trustworthiness(const Tensor& samples, const Tensor& codes, std::int64_t k = 5);

// The label that most of the `k` nearest codes have, for each of `codes`: what
// sklearn.neighbors.KNeighborsClassifier predicts. Of codes that are as far the first is nearer, of
// labels that are as many the smallest counts. `k` in [1, train codes].
std::vector<std::int32_t> nearest_labels(const Tensor& train_codes,
                                         std::span<const std::int32_t> train_labels,
                                         const Tensor& codes, std::int64_t k = 5);

}  // namespace hourglass::analysis
