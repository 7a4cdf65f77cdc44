// SPDX-License-Identifier: MIT
// What must hold for a schema, whoever made it.
#pragma once

#include "hourglass/tables.h"

namespace hourglass::data {

// Of a table, after categories have become features.
constexpr std::int64_t kMostFeatures = 1'000'000;

// Throws invalid_argument unless the schema has columns, of distinct names, whose means are finite
// and whose categories are distinct, with the most frequent among them.
void check_schema(const TableSchema& schema);

}  // namespace hourglass::data
