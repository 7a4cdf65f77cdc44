// SPDX-License-Identifier: MIT
#include "plan/kept_units.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hourglass::plan {

template <class T>
KeptUnits<T>::KeptUnits(const KeptList& list, std::int64_t batch)
    : samples_(static_cast<std::size_t>(batch)),
      units_(static_cast<std::size_t>(batch * list.most)),
      values_(units_.size()),
      gradients_(units_.size()),
      first_(static_cast<std::size_t>(list.units) + 1),
      uses_(units_.size()) {
  if (list.is_of_dead_units) dead_units.reserve(static_cast<std::size_t>(list.units));
  for (std::int64_t sample = 0; sample < batch; ++sample) place(sample, sample * list.most);
}

template <class T>
void KeptUnits<T>::sort_by_unit(std::int64_t samples) {
  const auto kept = std::span(samples_).first(static_cast<std::size_t>(samples));
  std::fill(first_.begin(), first_.end(), 0);
  for (const KeptEntries<T>& entries : kept) {
    for (std::int64_t i = 0; i < entries.count; ++i)
      ++first_[static_cast<std::size_t>(entries.units[i])];
  }
  // Where each unit's uses end, which moves to where they begin as they are put in, last one first.
  std::int64_t end = 0;
  for (std::int64_t& count : first_) count = end += count;
  for (std::int64_t sample = samples - 1; sample >= 0; --sample) {
    const KeptEntries<T>& entries = kept[static_cast<std::size_t>(sample)];
    for (std::int64_t i = 0; i < entries.count; ++i) {
      const std::int64_t place = --first_[static_cast<std::size_t>(entries.units[i])];
      uses_[static_cast<std::size_t>(place)] = {sample, entries.values[i], entries.gradients[i]};
    }
  }
}

namespace {

// The indices of the k largest first.
template <class T>
void bring_forward(const T* numbers, std::int64_t k, std::int32_t* indices, std::int64_t count) {
  std::nth_element(indices, indices + k - 1, indices + count,
                   [numbers](std::int32_t a, std::int32_t b) {
                     const T one = numbers[a], other = numbers[b];
                     if (one > other || one < other) return one > other;
                     if (std::isnan(one) != std::isnan(other)) return std::isnan(one);
                     return a < b;
                   });
}

}  // namespace

template <class T>
void keep_largest(const T* numbers, std::int64_t n, std::int64_t k, std::int32_t* scratch,
                  KeptEntries<T>& kept) {
  // Candidates are those above the k-th of the candidates before: few of many.
  constexpr std::int64_t kBlock = 16;
  T bar = -std::numeric_limits<T>::infinity();
  std::int64_t count = 0;
  const auto consider = [&](std::int64_t i) {
    if (numbers[i] <= bar) return;
    scratch[count++] = static_cast<std::int32_t>(i);
    if (count < 2 * k) return;
    bring_forward(numbers, k, scratch, count);
    count = k;
    bar = numbers[scratch[k - 1]];
  };
  std::int64_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    int above = 0;
    for (std::int64_t j = i; j < i + kBlock; ++j) above |= static_cast<int>(!(numbers[j] <= bar));
    if (above == 0) continue;
    for (std::int64_t j = i; j < i + kBlock; ++j) consider(j);
  }
  for (; i < n; ++i) consider(i);
  if (count > k) bring_forward(numbers, k, scratch, count);
  count = std::min(count, k);
  std::sort(scratch, scratch + count);
  kept.count = 0;
  for (std::int64_t j = 0; j < count; ++j) {
    const T number = numbers[scratch[j]];
    if (number == 0) continue;
    kept.units[kept.count] = scratch[j];
    kept.values[kept.count++] = number;
  }
}

template class KeptUnits<float>;
template class KeptUnits<double>;
template void keep_largest(const float*, std::int64_t, std::int64_t, std::int32_t*,
                           KeptEntries<float>&);
template void keep_largest(const double*, std::int64_t, std::int64_t, std::int32_t*,
                           KeptEntries<double>&);

}  // namespace hourglass::plan
