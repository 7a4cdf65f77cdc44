// SPDX-License-Identifier: MIT
#include "plan/largest_of_batch.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hourglass::plan {
namespace {

constexpr int kLowerBits = 16;
constexpr std::int32_t kLowerMask = (1 << kLowerBits) - 1;
constexpr std::size_t kBins = std::size_t{1} << kLowerBits;

// In the order of the numbers, as far as these are not negative; below 0 for those that are. Where
// there may be NaN, that is above all, whatever its sign.
template <class T>
std::int32_t bits_of(T number, bool has_nan) {
  constexpr std::uint32_t kNegativeInfinity = 0xFF800000;
  constexpr std::uint32_t kSign = 0x80000000;
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(number));
  return static_cast<std::int32_t>(has_nan && bits > kNegativeInfinity ? bits & ~kSign : bits);
}

template <class T>
bool any_nan(const T* code, std::int64_t units) {
  int found = 0;
  for (std::int64_t i = 0; i < units; ++i) found |= static_cast<int>(std::isnan(code[i]));
  return found != 0;
}

}  // namespace

template <class T>
LargestOfBatch<T>::LargestOfBatch(std::int64_t batch, int threads)
    : counts_(static_cast<std::size_t>(threads), std::vector<std::int32_t>(kBins)),
      has_nan_(static_cast<std::size_t>(batch)),
      larger_(static_cast<std::size_t>(batch)),
      equal_(static_cast<std::size_t>(batch)) {}

template <class T>
void LargestOfBatch<T>::clear() {
  for (auto& counts : counts_) std::fill(counts.begin(), counts.end(), 0);
}

template <class T>
typename LargestOfBatch<T>::Bin LargestOfBatch<T>::find_bin(std::int64_t count) const {
  std::int64_t above = 0;
  for (std::size_t bin = kBins; bin-- > 0;) {
    std::int64_t here = 0;
    for (const auto& counts : counts_) here += counts[bin];
    if (above + here >= count) return {static_cast<std::int32_t>(bin), above};
    above += here;
  }
  return {-1, above};
}

template <class T>
typename LargestOfBatch<T>::Cut LargestOfBatch<T>::find_cut(base::ThreadPool& pool, const T* codes,
                                                            std::int64_t samples,
                                                            std::int64_t units,
                                                            std::int64_t count) {
  const auto for_each_code = [&](auto visit) {
    pool.run(static_cast<std::size_t>(samples), [&](std::size_t sample, int thread) {
      visit(codes + static_cast<std::int64_t>(sample) * units,
            counts_[static_cast<std::size_t>(thread)].data(), has_nan_[sample]);
    });
  };
  clear();
  for_each_code([units](const T* code, std::int32_t* counts_of, char& of_sample) {
    // Asked once, for all passes.
    const bool has_nan = any_nan(code, units);
    of_sample = static_cast<char>(has_nan);
    for (std::int64_t i = 0; i < units; ++i) {
      const std::int32_t bits = bits_of(code[i], has_nan);
      if (bits > 0) ++counts_of[bits >> kLowerBits];
    }
  });
  const Bin upper = find_bin(count);
  if (upper.index < 0) return {};
  clear();
  for_each_code([units, upper](const T* code, std::int32_t* counts_of, char of_sample) {
    const bool has_nan = of_sample != 0;
    for (std::int64_t i = 0; i < units; ++i) {
      const std::int32_t bits = bits_of(code[i], has_nan);
      if (bits >> kLowerBits != upper.index) continue;
      if (bits > 0) ++counts_of[bits & kLowerMask];
    }
  });
  const Bin lower = find_bin(count - upper.above);
  return {(upper.index << kLowerBits) + lower.index, count - upper.above - lower.above};
}

template <class T>
void LargestOfBatch<T>::keep(base::ThreadPool& pool, const T* codes, std::int64_t samples,
                             std::int64_t units, std::int64_t count, KeptUnits<T>& kept) {
  const Cut cut = find_cut(pool, codes, samples, units, count);
  pool.run(static_cast<std::size_t>(samples), [&](std::size_t sample, int) {
    const T* code = codes + static_cast<std::int64_t>(sample) * units;
    const bool has_nan = has_nan_[sample] != 0;
    std::int32_t larger = 0;
    std::int32_t equal = 0;
    for (std::int64_t i = 0; i < units; ++i) {
      const std::int32_t bits = bits_of(code[i], has_nan);
      larger += static_cast<std::int32_t>(bits > cut.bits);
      equal += static_cast<std::int32_t>(bits == cut.bits);
    }
    larger_[sample] = larger;
    equal_[sample] = equal;
  });
  std::int64_t first = 0;
  std::int64_t ties = cut.ties;
  for (std::int64_t sample = 0; sample < samples; ++sample) {
    const auto index = static_cast<std::size_t>(sample);
    equal_[index] = std::min(equal_[index], ties);
    ties -= equal_[index];
    kept.place(sample, first);
    first += larger_[index] + equal_[index];
  }
  pool.run(static_cast<std::size_t>(samples), [&](std::size_t sample, int) {
    const T* code = codes + static_cast<std::int64_t>(sample) * units;
    const bool has_nan = has_nan_[sample] != 0;
    KeptEntries<T>& entries = kept.of_sample(static_cast<std::int64_t>(sample));
    const std::int64_t wanted = larger_[sample] + equal_[sample];
    std::int64_t equal = equal_[sample];
    for (std::int64_t i = 0; i < units && entries.count < wanted; ++i) {
      const std::int32_t bits = bits_of(code[i], has_nan);
      if (bits < cut.bits || bits == 0) continue;
      if (bits == cut.bits && equal-- <= 0) continue;
      entries.units[entries.count] = static_cast<std::int32_t>(i);
      entries.values[entries.count++] = code[i];
    }
  });
}

template class LargestOfBatch<float>;
template class LargestOfBatch<double>;

}  // namespace hourglass::plan
