// SPDX-License-Identifier: MIT
// What a code costs in bits if its numbers are rounded, to weigh against what that does to the
// reconstructions.
#pragma once

#include <cstdint>

#include "hourglass/column_statistics.h"
#include "hourglass/tensor.h"

namespace hourglass::analysis {

struct QuantizedCodes {
  Tensor codes;              // rounded, to be decoded
  double bits_an_image = 0;  // the sum over the units of the entropy of their levels
};

// Rounds every unit to the nearest of `levels` numbers, the first its smallest and the last its
// largest in `train`, the statistics of the codes trained with, and the others evenly between; what
// lies beyond becomes the nearer end. A unit that was constant there has one level and costs
// nothing. The entropy is that of the levels' shares in `codes`, each unit by itself: what an
// entropy coder that knows these shares would need.
//
// `levels` in [2, 65536]. Throws invalid_argument for others, if there are no codes and for numbers
// that are not finite; shape_mismatch for codes of another size than the statistics.
QuantizedCodes quantize(const Tensor& codes, const ColumnStatistics& train, std::int64_t levels);

}  // namespace hourglass::analysis
