// SPDX-License-Identifier: MIT
// Codes that no sample gave: for a decoder to make something new of.
#pragma once

#include <cstdint>
#include <span>

#include "hourglass/model.h"
#include "hourglass/tensor.h"

namespace hourglass {

// Whether an encoder's output is that of a Sampling (hourglass/layers/sampling.h), so that its
// codes lie as the normal distribution has them.
bool is_variational(const Model& encoder);

// `count` codes from N(0, 1), from (seed, number of the code) alone. count >= 1.
Tensor normal_codes(std::int64_t count, const Shape& code, std::uint64_t seed);

// `count` codes on the line from one code to another, both included: count >= 2, and codes of one
// size. Throws invalid_argument, shape_mismatch.
Tensor interpolated_codes(std::span<const float> from, std::span<const float> to,
                          std::int64_t count, const Shape& code);

// side x side codes of two numbers: each runs over the quantiles of N(0, 1) from 0.05 to 0.95, the
// first from left to right, the second from the top, where it is largest, down. side in [2, 256].
Tensor code_grid(std::int64_t side);

}  // namespace hourglass
