// SPDX-License-Identifier: MIT
// How often a label is predicted rightly.
#pragma once

#include <cstdint>
#include <span>

namespace hourglass::analysis {

// The share of labels that are as predicted. Throws shape_mismatch unless there are as many of
// both, invalid_argument if there are none.
double accuracy(std::span<const std::int32_t> predicted, std::span<const std::int32_t> labels);

}  // namespace hourglass::analysis
