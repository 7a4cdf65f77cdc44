// SPDX-License-Identifier: MIT
#include "train/sample_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hourglass::train {
namespace {

Streaming streaming_of(std::span<const Dataset> datasets) {
  for (const Dataset& dataset : datasets) {
    const Streaming streaming = dataset.streaming();
    if (streaming.block > 0 && streaming.window > 0) return streaming;
  }
  return {};
}

std::vector<std::int64_t> in_order(std::int64_t count) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

// Keys of their own: random_permutation counts far below 2^63.
constexpr std::uint32_t kBlocks = 0x80000000;
constexpr std::uint32_t kSamples = 0x80000001;
base::RandomKey key_of(base::RandomKey key, std::uint32_t use, std::int64_t number) {
  return base::threefry(key, {static_cast<std::uint32_t>(number), use});
}

}  // namespace

SampleOrder::SampleOrder(std::span<const Dataset> datasets, std::optional<base::RandomKey> key)
    : datasets_(datasets), key_(key), size_(datasets.front().size()) {
  const Streaming streaming = streaming_of(datasets);
  const bool streams = streaming.block > 0;
  block_ = streams ? streaming.block : size_;
  window_blocks_ = streams ? streaming.window : 1;
  const std::int64_t blocks = (size_ + block_ - 1) / block_;
  blocks_ = key_ && streams ? base::random_permutation(key_of(*key_, kBlocks, 0), blocks)
                            : in_order(blocks);
  prefetch(0);
}

std::vector<SampleRange> SampleOrder::blocks_of_window(std::int64_t window) const {
  std::vector<SampleRange> ranges;
  const auto count = static_cast<std::int64_t>(blocks_.size());
  const std::int64_t end = std::min((window + 1) * window_blocks_, count);
  for (std::int64_t i = window * window_blocks_; i < end; ++i) {
    const std::int64_t begin = blocks_[static_cast<std::size_t>(i)] * block_;
    ranges.push_back({begin, std::min(begin + block_, size_)});
  }
  return ranges;
}

void SampleOrder::prefetch(std::int64_t window) const {
  const std::vector<SampleRange> ranges = blocks_of_window(window);
  if (ranges.empty()) return;
  for (std::size_t i = 0; i < datasets_.size(); ++i) {
    const bool seen =
        std::any_of(datasets_.begin(), datasets_.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const Dataset& other) { return other.same_source(datasets_[i]); });
    if (!seen) datasets_[i].prefetch(ranges);
  }
}

void SampleOrder::enter_next_window() {
  window_.clear();
  used_ = 0;
  const std::vector<SampleRange> ranges = blocks_of_window(windows_entered_);
  if (ranges.empty()) return;
  for (const SampleRange range : ranges) {
    for (std::int64_t sample = range.begin; sample < range.end; ++sample) window_.push_back(sample);
  }
  if (key_) {
    const auto key = blocks_.size() == 1 ? *key_ : key_of(*key_, kSamples, windows_entered_);
    auto order = base::random_permutation(key, static_cast<std::int64_t>(window_.size()));
    for (std::int64_t& sample : order) sample = window_[static_cast<std::size_t>(sample)];
    window_ = std::move(order);
  }
  prefetch(++windows_entered_);
}

std::span<const std::int64_t> SampleOrder::next(std::int64_t count) {
  batch_.clear();
  while (static_cast<std::int64_t>(batch_.size()) < count) {
    if (used_ == window_.size()) enter_next_window();
    if (window_.empty()) break;
    const std::size_t taken =
        std::min(static_cast<std::size_t>(count) - batch_.size(), window_.size() - used_);
    const auto first = window_.begin() + static_cast<std::ptrdiff_t>(used_);
    batch_.insert(batch_.end(), first, first + static_cast<std::ptrdiff_t>(taken));
    used_ += taken;
  }
  return batch_;
}

}  // namespace hourglass::train
