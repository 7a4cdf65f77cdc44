// SPDX-License-Identifier: MIT
#include "data/csv/table_builder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/quote.h"
#include "data/csv/schema.h"
#include "data/csv/table_source.h"
#include "data/csv/value.h"

namespace hourglass::data {
namespace {

constexpr std::size_t kMissingNamed = 5;
constexpr std::size_t kMostLabels = 1'000'000;

}  // namespace

TableBuilder::TableBuilder(const CsvReader& reader, TablePlan plan, Missing missing)
    : reader_(reader),
      plan_(std::move(plan)),
      missing_(missing.kind()),
      categories_left_(kMostFeatures),
      cells_(plan_.features.size()) {
  columns_.reserve(plan_.features.size());
  for (std::size_t i = 0; i < plan_.features.size(); ++i) {
    if (plan_.is_fitted) {
      columns_.emplace_back(plan_.schema.columns[i]);
    } else {
      columns_.emplace_back(plan_.is_category[i], categories_left_);
    }
  }
}

void TableBuilder::add(std::span<const std::string_view> fields, std::int64_t line) {
  ++row_;
  if (missing_ == MissingKind::drop && is_to_be_dropped(fields)) {
    dropped_rows_.push_back(row_);
    return;
  }
  float* cells = cells_.append();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Field field = {reader_, row_, line, plan_.schema.columns[i].name,
                         fields[plan_.features[i]]};
    cells[i] = columns_[i].read(field);
    if (std::isnan(cells[i]) && missing_ == MissingKind::refuse) note_missing(field);
  }
  if (plan_.label) {
    add_label({reader_, row_, line, plan_.label_name, fields[*plan_.label]});
  }
}

bool TableBuilder::is_to_be_dropped(std::span<const std::string_view> fields) const {
  if (plan_.label && is_missing(fields[*plan_.label])) return true;
  return std::any_of(plan_.features.begin(), plan_.features.end(),
                     [&](std::size_t column) { return is_missing(fields[column]); });
}

void TableBuilder::add_label(const Field& field) {
  if (is_missing(field.text)) return note_missing(field);
  field.check_text();
  labels_.add(field.text);
  if (labels_.num_names() <= kMostLabels) return;
  field.refuse("is one label too many; expected at most " + std::to_string(kMostLabels) +
               " different ones; name another column, or drop it");
}

void TableBuilder::note_missing(const Field& field) {
  ++num_missing_;
  if (first_missing_.size() == kMissingNamed) return;
  first_missing_.push_back(field.place() + " " + base::quote(field.text));
}

LoadedTable TableBuilder::finish() {
  refuse_missing();
  check_rows();
  fit_columns();
  return {make_table_dataset(std::move(cells_), plan_.schema), labels_.build(),
          std::move(plan_.schema), std::move(dropped_rows_)};
}

void TableBuilder::refuse_missing() const {
  if (num_missing_ == 0) return;
  std::string places;
  for (const std::string& place : first_missing_) places += (places.empty() ? "" : ", ") + place;
  if (num_missing_ > static_cast<std::int64_t>(first_missing_.size())) places += ", ...";
  // A mean is put in place of all missing values but labels.
  const bool labels_only = missing_ == MissingKind::mean;
  reader_.refuse("has " + std::to_string(num_missing_) +
                 (labels_only ? " missing label" : " missing value") +
                 (num_missing_ == 1 ? ": " : "s: ") + places +
                 "; expected a value in every row; leave such rows out (missing = drop)" +
                 (labels_only ? "" : ", or put the column's mean there (missing = mean)"));
}

void TableBuilder::check_rows() const {
  if (cells_.rows() > 0) return;
  reader_.refuse(row_ == 0 ? "has no row of values; expected at least one; see whether it is whole"
                           : "has a missing value in each of its " + std::to_string(row_) +
                                 " rows; expected a row without; drop columns with many of them");
}

void TableBuilder::fit_columns() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    TableColumn& fitted = plan_.schema.columns[i];
    std::vector<std::int32_t> order;
    if (!plan_.is_fitted) {
      if (!columns_[i].has_values()) {
        reader_.refuse("column " + base::quote_excerpt(fitted.name) +
                       " has no value in any row; expected some; drop the column");
      }
      columns_[i].fit(fitted, order);
      if (!plan_.is_category[i]) check_categories(i);
    }
    settle(i, places_in(order));
  }
  if (plan_.schema.num_features() <= kMostFeatures) return;
  reader_.refuse("has " + std::to_string(plan_.schema.num_features()) +
                 " features, with one a category; expected at most " +
                 std::to_string(kMostFeatures) + "; drop columns");
}

void TableBuilder::check_categories(std::size_t column) const {
  constexpr std::int64_t kAlwaysFine = 100;
  const TableColumn& fitted = plan_.schema.columns[column];
  const auto count = static_cast<std::int64_t>(fitted.categories.size());
  if (count <= kAlwaysFine || 2 * count <= cells_.rows()) return;
  reader_.refuse("column " + base::quote_excerpt(fitted.name) + " has " + std::to_string(count) +
                 " different words in " + std::to_string(cells_.rows()) +
                 " rows, so it tells rows apart; expected numbers, or words that recur; drop the "
                 "column, or name it in categories");
}

void TableBuilder::settle(std::size_t column, const std::vector<std::int32_t>& places) {
  if (places.empty() && !columns_[column].has_missing()) return;
  const TableColumn& fitted = plan_.schema.columns[column];
  const float fill =
      fitted.kind == ColumnKind::number ? fitted.mean : static_cast<float>(fitted.most_frequent);
  for (std::int64_t row = 0; row < cells_.rows(); ++row) {
    float& cell = cells_.row(row)[column];
    if (std::isnan(cell)) {
      cell = fill;
    } else if (!places.empty()) {
      cell = static_cast<float>(places[static_cast<std::size_t>(cell)]);
    }
  }
}

}  // namespace hourglass::data
