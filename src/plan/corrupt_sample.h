// SPDX-License-Identifier: MIT
// Corrupts one sample.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "hourglass/corruption.h"
#include "kernels/kernels.h"

namespace hourglass::plan {

// Of BlurCorruption::sigma: the filter's weights are on the stack.
constexpr float kWidestBlur = 100;

struct SampleToCorrupt {
  const Dataset& data;  // where swap noise takes its numbers from
  std::int64_t index;   // the sample's in `data`
  const Shape& shape;
  base::RandomKey key;  // of the epoch, without the sample
  float* scratch;       // room for one sample
};

// `out` is not `clean`. Instantiated for float and double, which draw the same.
template <class T>
void corrupt_sample(const kernels::Kernels<T>& kernels, const CorruptionKind& corruption,
                    const SampleToCorrupt& sample, const T* clean, T* out);

}  // namespace hourglass::plan
