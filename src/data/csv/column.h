// SPDX-License-Identifier: MIT
// One column of a table while its rows are read: fields become cells, a float each. A cell holds
// the number itself, or the number of its category in the order in which they came, or NaN where
// the value is missing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "data/csv/reader.h"
#include "data/csv/word_index.h"
#include "hourglass/tables.h"

namespace hourglass::data {

// A field and where it stands, for messages.
struct Field {
  const CsvReader& reader;
  std::int64_t row;   // of values, counting from 1
  std::int64_t line;  // of the file
  const std::string& column;
  std::string_view text;

  // "row 3 (line 4), column 'age'".
  std::string place() const;
  // Throws bad_file: "[csv] 'file' row 3 (line 4), column 'age': 'text' <message>".
  [[noreturn]] void refuse(const std::string& message) const;
  // Throws unless the text is UTF-8.
  void check_text() const;
};

class Column {
 public:
  // To be fitted. Numbers or categories, as the first value decides, unless it is said. All columns
  // of a table share `categories_left`, which bounds their memory.
  Column(bool is_category, std::int64_t& categories_left);
  // As it was fitted before.
  explicit Column(const TableColumn& fitted);

  // The field as a cell. Throws bad_file for what is neither missing nor of the column's kind.
  float read(const Field& field);

  bool has_values() const { return count_ > 0 || (words_ && words_->size() > 0); }
  bool has_missing() const { return has_missing_; }
  // What was fitted: mean or categories, and for each of these the number that cells have for it.
  void fit(TableColumn& column, std::vector<std::int32_t>& order) const;

 private:
  enum class Kind { undecided, number, category };

  float read_number(const Field& field);
  float read_category(const Field& field);
  float read_first(const Field& field);
  std::int32_t add_category(const Field& field);
  [[noreturn]] void refuse_as_number(const Field& field) const;

  Kind kind_ = Kind::undecided;
  bool is_said_ = false;    // the kind: by an option or a schema
  bool is_fitted_ = false;  // categories are complete
  bool has_missing_ = false;
  double sum_ = 0;
  std::int64_t count_ = 0;            // of numbers
  std::unique_ptr<WordIndex> words_;  // of categories
  std::int64_t* categories_left_ = nullptr;
};

}  // namespace hourglass::data
