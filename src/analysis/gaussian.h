// SPDX-License-Identifier: MIT
// A Gaussian as the weights of a filter.
#pragma once

#include <cstdint>
#include <vector>

namespace hourglass::analysis {

// 2 radius + 1 weights with the sum 1, as scipy.ndimage makes them. The middle one is the largest.
std::vector<double> gaussian_weights(double sigma, std::int64_t radius);

}  // namespace hourglass::analysis
