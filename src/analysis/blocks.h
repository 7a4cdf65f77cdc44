// SPDX-License-Identifier: MIT
// Samples a block at a time: data sets may be larger than memory, and float32 sums of one block are
// exact enough to be added up in double.
#pragma once

#include <algorithm>
#include <cstdint>

#include "hourglass/dataset.h"

namespace hourglass::analysis {

constexpr std::int64_t kSamplesABlock = 512;

// Calls visit(block) with the samples in their order, as tensors of so many at the most.
template <class Visit>
void visit_blocks(const Dataset& samples, const Visit& visit) {
  for (std::int64_t begin = 0; begin < samples.size(); begin += kSamplesABlock)
    visit(samples.read(begin, std::min(begin + kSamplesABlock, samples.size())));
}

}  // namespace hourglass::analysis
