// SPDX-License-Identifier: MIT
// A plan's list at work: which units of a code each sample of a batch has kept, and afterwards
// which samples have kept a unit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/kernels.h"
#include "plan/plan.h"

namespace hourglass::plan {

// What one sample has kept: `count` of each, units in ascending order.
template <class T>
struct KeptEntries {
  std::int64_t count = 0;
  std::int32_t* units = nullptr;
  T* values = nullptr;
  T* gradients = nullptr;
};

// One sample's part in the gradient of what belongs to a unit.
template <class T>
struct UnitUse {
  std::int64_t sample;
  T value, gradient;
};

template <class T>
class KeptUnits {
 public:
  KeptUnits(const KeptList& list, std::int64_t batch);
  KeptUnits(KeptUnits&&) noexcept = default;

  KeptEntries<T>& of_sample(std::int64_t sample) {
    return samples_[static_cast<std::size_t>(sample)];
  }

  // Of a list of dead units, in ascending order.
  std::vector<std::int32_t> dead_units;

  // Of a list of the batch: what the sample keeps goes there, `first` entries after those of the
  // first.
  void place(std::int64_t sample, std::int64_t first) {
    of_sample(sample) = {0, units_.data() + first, values_.data() + first,
                         gradients_.data() + first};
  }

  // After the first `samples` have kept what they keep: makes ready uses_of.
  void sort_by_unit(std::int64_t samples);
  // In the order of the samples.
  std::span<const UnitUse<T>> uses_of(std::int64_t unit) const {
    const auto first = static_cast<std::size_t>(first_[static_cast<std::size_t>(unit)]);
    const auto end = static_cast<std::size_t>(first_[static_cast<std::size_t>(unit) + 1]);
    return std::span(uses_).subspan(first, end - first);
  }

 private:
  std::vector<KeptEntries<T>> samples_;
  std::vector<std::int32_t> units_;
  std::vector<T> values_, gradients_;
  std::vector<std::int64_t> first_;  // by unit, of uses_; one more than there are units
  std::vector<UnitUse<T>> uses_;
};

// The k largest of n numbers; of equal ones those that come first, and none that is 0. NaN counts
// as the largest, that it is seen in the loss. `scratch` has room for 2 * k.
template <class T>
void keep_largest(const T* numbers, std::int64_t n, std::int64_t k, std::int32_t* scratch,
                  KeptEntries<T>& kept);

// sum += factor * numbers, as the matrix products do it.
template <class T>
void add_scaled(const kernels::Kernels<T>& kernels, std::int64_t n, T factor, const T* numbers,
                T* sum) {
  kernels.gemm({1, n, 1, &factor, 1, 1, numbers, n, sum, n, nullptr, true, false});
}

}  // namespace hourglass::plan
