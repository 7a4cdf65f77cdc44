// SPDX-License-Identifier: MIT
// Rows of fields become a table: cells while they are read, samples at the end.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/column.h"
#include "data/csv/plan.h"
#include "data/csv/reader.h"
#include "data/csv/row_blocks.h"
#include "data/label_builder.h"
#include "hourglass/tables.h"

namespace hourglass::data {

class TableBuilder {
 public:
  // `reader` is for messages, and must outlive the builder.
  TableBuilder(const CsvReader& reader, TablePlan plan, Missing missing);
  TableBuilder(const TableBuilder&) = delete;
  TableBuilder& operator=(const TableBuilder&) = delete;

  // The next row, and the line in which it begins.
  void add(std::span<const std::string_view> fields, std::int64_t line);
  // Throws bad_file if values are missing that must not, or nothing can be made of a column.
  LoadedTable finish();

 private:
  bool is_to_be_dropped(std::span<const std::string_view> fields) const;
  void add_label(const Field& field);
  void note_missing(const Field& field);
  void refuse_missing() const;
  void fit_columns();
  void check_rows() const;
  void check_categories(std::size_t column) const;
  // Puts the places of categories and the values for missing ones into the cells of a column.
  // `places` has the place of each category in the order in which they came.
  void settle(std::size_t column, const std::vector<std::int32_t>& places);

  const CsvReader& reader_;
  TablePlan plan_;
  MissingKind missing_;
  std::int64_t categories_left_;
  std::vector<Column> columns_;
  RowBlocks cells_;
  LabelBuilder labels_;
  std::int64_t row_ = 0;
  std::vector<std::int64_t> dropped_rows_;
  std::int64_t num_missing_ = 0;
  std::vector<std::string> first_missing_;  // where they are
};

}  // namespace hourglass::data
