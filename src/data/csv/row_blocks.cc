// SPDX-License-Identifier: MIT
#include "data/csv/row_blocks.h"

namespace hourglass::data {

RowBlocks::RowBlocks(std::size_t width) : width_(width) {
  constexpr std::size_t kBlockNumbers = std::size_t{1} << 18;
  while ((width << (block_bits_ + 1)) <= kBlockNumbers) ++block_bits_;
}

float* RowBlocks::append() {
  const std::size_t block_rows = std::size_t{1} << block_bits_;
  const auto at = static_cast<std::size_t>(rows_);
  if (at == blocks_.size() * block_rows) {
    blocks_.push_back(std::make_unique_for_overwrite<float[]>(block_rows * width_));
  }
  ++rows_;
  return row(static_cast<std::int64_t>(at));
}

}  // namespace hourglass::data
