// SPDX-License-Identifier: MIT
#include "data/csv/schema.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, "schema",
              message + "; give the schema as load_csv made it");
}

void check_column(const TableColumn& column) {
  const std::string name = "column " + base::quote_excerpt(column.name);
  if (column.kind == ColumnKind::number) {
    if (!std::isfinite(column.mean)) {
      refuse(name + " has a mean that is not finite; expected a number");
    }
    return;
  }
  const auto& categories = column.categories;
  const auto pair = std::adjacent_find(categories.begin(), categories.end(),
                                       [](const auto& a, const auto& b) { return a >= b; });
  if (pair != categories.end()) {
    refuse(name + " has category " + base::quote_excerpt(*std::next(pair)) + " behind " +
           base::quote_excerpt(*pair) + "; expected distinct categories, sorted");
  }
  const auto count = static_cast<std::int64_t>(categories.size());
  if (column.most_frequent < 0 || column.most_frequent >= count) {
    refuse(name + " has " + std::to_string(count) + " categories and number " +
           std::to_string(column.most_frequent) +
           " as the most frequent; expected one of them, counting from 0");
  }
}

}  // namespace

namespace data {

void check_schema(const TableSchema& schema) {
  if (schema.columns.empty()) refuse("no column is given; expected at least one");
  std::unordered_set<std::string_view> names;
  for (const TableColumn& column : schema.columns) {
    if (!names.insert(column.name).second) {
      refuse("two columns are called " + base::quote_excerpt(column.name) +
             "; expected distinct names");
    }
    check_column(column);
  }
  if (schema.label && names.contains(*schema.label)) {
    refuse("the label " + base::quote_excerpt(*schema.label) +
           " is a feature too; expected a column of its own");
  }
  if (schema.num_features() > kMostFeatures) {
    refuse("it has " + std::to_string(schema.num_features()) + " features; expected at most " +
           std::to_string(kMostFeatures));
  }
}

}  // namespace data

std::int64_t TableSchema::num_features() const {
  std::int64_t count = 0;
  for (const TableColumn& column : columns) {
    count +=
        column.kind == ColumnKind::number ? 1 : static_cast<std::int64_t>(column.categories.size());
  }
  return count;
}

std::vector<std::string> TableSchema::feature_names() const {
  std::vector<std::string> names;
  for (const TableColumn& column : columns) {
    if (column.kind == ColumnKind::number) names.push_back(column.name);
    for (const std::string& category : column.categories) {
      names.push_back(column.name + "=" + category);
    }
  }
  return names;
}

}  // namespace hourglass
