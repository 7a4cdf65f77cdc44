// SPDX-License-Identifier: MIT
#include "data/csv/table_source.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace hourglass::data {
namespace {

class TableSource : public SampleSource {
 public:
  TableSource(RowBlocks rows, const TableSchema& schema)
      : rows_(std::move(rows)), shape_({schema.num_features()}) {
    for (const TableColumn& column : schema.columns) {
      widths_.push_back(static_cast<std::int32_t>(column.categories.size()));
    }
    numbers_only_ =
        std::all_of(widths_.begin(), widths_.end(), [](auto width) { return width == 0; });
  }

  std::int64_t size() const override { return rows_.rows(); }
  const Shape& shape() const override { return shape_; }
  bool known_finite() const override { return true; }  // the parser takes nothing else

  void gather(std::span<const std::int64_t> indices, float* out) const override {
    for (const std::int64_t index : indices) {
      const float* row = rows_.row(index);
      out = numbers_only_ ? std::copy_n(row, rows_.width(), out) : expand(row, out);
    }
  }

 private:
  float* expand(const float* row, float* out) const {
    for (const std::int32_t width : widths_) {
      if (width == 0) {
        *out++ = *row++;
        continue;
      }
      std::fill_n(out, width, 0.0F);
      out[static_cast<std::ptrdiff_t>(*row++)] = 1;
      out += width;
    }
    return out;
  }

  RowBlocks rows_;
  Shape shape_;
  std::vector<std::int32_t> widths_;  // categories of each column, 0 for numbers
  bool numbers_only_ = false;
};

}  // namespace

Dataset make_table_dataset(RowBlocks rows, const TableSchema& schema) {
  return Dataset(std::make_shared<TableSource>(std::move(rows), schema));
}

}  // namespace hourglass::data
