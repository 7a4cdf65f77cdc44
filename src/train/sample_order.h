// SPDX-License-Identifier: MIT
// In which order an epoch takes its samples, and which are to be read ahead.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "hourglass/dataset.h"

namespace hourglass::train {

// Data in memory: one permutation of all samples. Data that streams: its blocks in random order,
// and the samples of each window of blocks permuted among themselves. Either is a function of the
// key alone. Without a key, all in order.
class SampleOrder {
 public:
  // `datasets` are read together, sample by sample; they must outlive this.
  SampleOrder(std::span<const Dataset> datasets, std::optional<base::RandomKey> key);

  // The next samples, `count` at most, fewer at the end, none after it. Valid until the next call.
  std::span<const std::int64_t> next(std::int64_t count);

 private:
  std::vector<SampleRange> blocks_of_window(std::int64_t window) const;
  void prefetch(std::int64_t window) const;
  void enter_next_window();

  std::span<const Dataset> datasets_;
  std::optional<base::RandomKey> key_;
  std::int64_t size_;
  std::int64_t block_;  // samples a block
  std::int64_t window_blocks_;
  std::vector<std::int64_t> blocks_;  // in the order in which they are taken
  std::int64_t windows_entered_ = 0;
  std::vector<std::int64_t> window_;  // samples of the window at hand, in order
  std::size_t used_ = 0;              // of these
  std::vector<std::int64_t> batch_;
};

}  // namespace hourglass::train
