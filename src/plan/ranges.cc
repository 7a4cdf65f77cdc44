// SPDX-License-Identifier: MIT
#include "plan/ranges.h"

#include <algorithm>

namespace hourglass::plan {
namespace {

// 64 KiB of each array. A dense gradient reads one of its factors again for each range of rows and
// the other for each range of columns: neither may be thin.
constexpr std::int64_t kNumbers = 16384;
constexpr std::int64_t kMostColumns = 256;
// Of the matrix product's tile, with the most registers.
constexpr std::int64_t kTileRows = 6;
constexpr std::int64_t kTileColumns = 16;

// The size of the parts when `total` is cut into as few as fit `most`, a multiple of `tile`.
std::int64_t part_size(std::int64_t total, std::int64_t most, std::int64_t tile) {
  const std::int64_t parts = (total + most - 1) / most;
  const std::int64_t size = (total + parts - 1) / parts;
  return (size + tile - 1) / tile * tile;
}

}  // namespace

std::vector<Range> cut_into_ranges(const Plan& plan) {
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < plan.updates.size(); ++i) {
    const ParameterUpdate& update = plan.updates[i];
    const std::int64_t columns = part_size(update.columns, kMostColumns, kTileColumns);
    const std::int64_t most_rows =
        std::max<std::int64_t>(1, kNumbers / std::min(columns, update.columns));
    const std::int64_t rows = part_size(update.rows, most_rows, kTileRows);
    for (std::int64_t row = 0; row < update.rows; row += rows) {
      for (std::int64_t column = 0; column < update.columns; column += columns) {
        ranges.push_back({i, row, std::min(rows, update.rows - row), column,
                          std::min(columns, update.columns - column)});
      }
    }
  }
  return ranges;
}

}  // namespace hourglass::plan
