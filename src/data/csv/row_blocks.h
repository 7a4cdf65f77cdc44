// SPDX-License-Identifier: MIT
// Rows of floats, as many as come: kept in blocks, so that growing copies nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace hourglass::data {

class RowBlocks {
 public:
  explicit RowBlocks(std::size_t width);

  std::size_t width() const { return width_; }
  std::int64_t rows() const { return rows_; }
  // The numbers of a new row, yet to be written.
  float* append();
  float* row(std::int64_t index) { return const_cast<float*>(std::as_const(*this).row(index)); }
  const float* row(std::int64_t index) const {
    const auto at = static_cast<std::size_t>(index);
    return blocks_[at >> block_bits_].get() + (at & ((std::size_t{1} << block_bits_) - 1)) * width_;
  }

 private:
  std::size_t width_;
  unsigned block_bits_ = 0;  // a block has 2^block_bits_ rows
  std::int64_t rows_ = 0;
  std::vector<std::unique_ptr<float[]>> blocks_;
};

}  // namespace hourglass::data
