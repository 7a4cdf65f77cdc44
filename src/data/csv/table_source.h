// SPDX-License-Identifier: MIT
// The rows of a table as samples: categories become features when they are asked for.
#pragma once

#include "data/csv/row_blocks.h"
#include "hourglass/dataset.h"
#include "hourglass/tables.h"

namespace hourglass::data {

// `rows` has a number for each column of the schema: the value, or the place of the category among
// the column's categories.
Dataset make_table_dataset(RowBlocks rows, const TableSchema& schema);

}  // namespace hourglass::data
