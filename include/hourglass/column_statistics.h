// SPDX-License-Identifier: MIT
// Mean, spread and range of every feature of some samples: what a scaling is made from.
#pragma once

#include <cstdint>
#include <vector>

#include "hourglass/dataset.h"

namespace hourglass {

// One number a column, the columns being the numbers of a sample in their order.
struct ColumnStatistics {
  std::int64_t samples = 0;
  std::vector<double> mean;
  std::vector<double> variance;  // mean square of the distance from the mean, numpy.var; 0 exactly
                                 // where a column is constant
  std::vector<float> minimum;
  std::vector<float> maximum;
};

// Reads the samples once, in order, holding one block of them. Sums are taken in double, block
// after block of a size that depends on the samples' size alone: the same samples give the same
// bits, whatever they come from. Throws invalid_argument if there are no samples or a number is not
// finite, naming its sample and column.
ColumnStatistics column_statistics(const Dataset& samples);

}  // namespace hourglass
