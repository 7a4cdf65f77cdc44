// SPDX-License-Identifier: MIT
#include "data/csv/column.h"

#include <limits>

#include "base/quote.h"
#include "base/utf8.h"
#include "data/csv/schema.h"
#include "data/csv/value.h"

namespace hourglass::data {
namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

}  // namespace

std::string Field::place() const {
  return "row " + std::to_string(row) + " (line " + std::to_string(line) + "), column " +
         base::quote_excerpt(column);
}

void Field::refuse(const std::string& message) const {
  reader.refuse(place() + ": " + base::quote_excerpt(text) + " " + message);
}

void Field::check_text() const {
  if (base::is_utf8(text)) return;
  reader.refuse(place() +
                ": its text is not UTF-8; expected UTF-8; convert the file with 'iconv -f LATIN1 "
                "-t UTF-8'");
}

Column::Column(bool is_category, std::int64_t& categories_left)
    : is_said_(is_category), categories_left_(&categories_left) {
  if (!is_category) return;
  kind_ = Kind::category;
  words_ = std::make_unique<WordIndex>();
}

Column::Column(const TableColumn& fitted)
    : kind_(fitted.kind == ColumnKind::number ? Kind::number : Kind::category),
      is_said_(true),
      is_fitted_(true) {
  if (kind_ == Kind::number) return;
  words_ = std::make_unique<WordIndex>();
  for (const std::string& category : fitted.categories) words_->add(category);
}

float Column::read(const Field& field) {
  switch (kind_) {
    case Kind::number:
      return read_number(field);
    case Kind::category:
      return read_category(field);
    case Kind::undecided:
      return read_first(field);
  }
  return kMissing;
}

float Column::read_number(const Field& field) {
  if (const auto number = parse_number(field.text)) {
    sum_ += static_cast<double>(*number);
    ++count_;
    return *number;
  }
  if (!is_missing(field.text)) refuse_as_number(field);
  has_missing_ = true;
  return kMissing;
}

float Column::read_category(const Field& field) {
  if (is_missing(field.text)) {
    has_missing_ = true;
    return kMissing;
  }
  if (const auto number = words_->find(field.text)) return static_cast<float>(*number);
  return static_cast<float>(add_category(field));
}

std::int32_t Column::add_category(const Field& field) {
  if (is_fitted_) {
    field.refuse("is a new category; expected one of the " + std::to_string(words_->size()) +
                 " of the training file; mend it, leave the row out, or train with it");
  }
  if (!is_said_ && parse_number(field.text)) {
    field.refuse(
        "is a number; expected words, as in the rows before; mend it, or name the column in "
        "categories");
  }
  field.check_text();
  if (--*categories_left_ < 0) {
    field.refuse("is one category too many; expected at most " + std::to_string(kMostFeatures) +
                 " in all columns; this one has " + std::to_string(words_->size()) +
                 ": drop it if that is too many");
  }
  return words_->add(field.text);
}

float Column::read_first(const Field& field) {
  if (is_missing(field.text)) {
    has_missing_ = true;
    return kMissing;
  }
  if (parse_number(field.text) || find_oddity(field.text)) {
    kind_ = Kind::number;
    return read_number(field);
  }
  kind_ = Kind::category;
  words_ = std::make_unique<WordIndex>();
  return read_category(field);
}

void Column::refuse_as_number(const Field& field) const {
  if (const auto oddity = find_oddity(field.text)) {
    field.refuse(std::string(oddity->fault) + "; expected a number such as -1.5 or 2e-3; " +
                 std::string(oddity->remedy));
  }
  field.refuse(is_said_ ? "is not a number; expected one, as in the training file; mend it"
                        : "is not a number; expected one, as in the rows before; write NA for a "
                          "missing value, or name the column in categories");
}

void Column::fit(TableColumn& column, std::vector<std::int32_t>& order) const {
  if (kind_ == Kind::number) {
    column.kind = ColumnKind::number;
    column.mean = count_ == 0 ? 0 : static_cast<float>(sum_ / static_cast<double>(count_));
    return;
  }
  column.kind = ColumnKind::category;
  order = words_->sorted();
  std::int64_t most = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    column.categories.push_back(words_->word(order[i]));
    if (words_->count(order[i]) <= most) continue;
    most = words_->count(order[i]);
    column.most_frequent = static_cast<std::int32_t>(i);
  }
}

}  // namespace hourglass::data
