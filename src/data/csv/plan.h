// SPDX-License-Identifier: MIT
// Which columns of a file are features and which one is the label.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/csv/reader.h"
#include "hourglass/tables.h"

namespace hourglass::data {

struct TablePlan {
  // Where each column of the schema stands in the file, counting from 0.
  std::vector<std::size_t> features;
  std::optional<std::size_t> label;
  std::string label_name;         // as the file has it; the schema may know of no label
  std::vector<bool> is_category;  // of the features: whether it was said to be one
  // With the names of the columns; the rest of them is still to be fitted, unless it was given.
  TableSchema schema;
  bool is_fitted = false;
};

// `names` are those of all columns of the file. Throws bad_file if they do not fit the schema,
// invalid_argument for options that name columns which are not there or contradict each other, and
// for a schema that contradicts itself.
TablePlan plan_table(const CsvReader& reader, const std::vector<std::string>& names, bool header,
                     const TableOptions& options);

}  // namespace hourglass::data
