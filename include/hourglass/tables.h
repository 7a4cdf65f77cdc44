// SPDX-License-Identifier: MIT
// Tables of numbers and categories, from and to CSV (RFC 4180).
//
// A row is a sample. A column of numbers is one feature, named as the column; a column of words is
// one feature a category, named `column=category`, of which a row has one at 1 and the rest at 0.
// The columns keep the file's order, categories are sorted bytewise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hourglass/dataset.h"
#include "hourglass/labels.h"
#include "hourglass/names.h"
#include "hourglass/tensor.h"

namespace hourglass {

// What becomes of missing values: empty fields, NA, N/A, NaN, null, None, ? and the like.
enum class MissingKind {
  refuse,  // an error that counts them and names the first five
  drop,    // the row is left out
  mean,    // a number becomes its column's mean, a category its column's most frequent one, both
           // of the training file
};
using Missing = Named<MissingKind>;

template <>
struct NameTable<MissingKind> {
  static constexpr std::string_view kWhat = "missing values";
  static constexpr NamedValue<MissingKind> kNames[] = {
      {"refuse", MissingKind::refuse},
      {"drop", MissingKind::drop},
      {"mean", MissingKind::mean},
  };
};

enum class ColumnKind { number, category };

struct TableColumn {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  float mean = 0;                       // of a column of numbers
  std::vector<std::string> categories;  // of the others: distinct, sorted
  std::int32_t most_frequent = 0;       // of the categories; the first of several

  friend bool operator==(const TableColumn&, const TableColumn&) = default;
};

// How the columns of a file become features: fitted on the training file, given again for every
// file that is to be read alike. Plain data, to be saved with the model.
struct TableSchema {
  bool header = true;                // whether names stand in the file; else they are column1, ...
  std::vector<TableColumn> columns;  // those that are features, in their order
  std::optional<std::string> label;  // the column of labels
  std::vector<std::string> ignored;  // the other columns of the training file

  std::int64_t num_features() const;
  std::vector<std::string> feature_names() const;

  friend bool operator==(const TableSchema&, const TableSchema&) = default;
};

// Columns are named by their names or by their numbers, counting from 1; a name goes first.
struct TableOptions {
  std::vector<std::string> columns = {};     // only these become features; all unless given
  std::vector<std::string> drop = {};        // these do not
  std::vector<std::string> categories = {};  // categories although they may look like numbers
  std::optional<std::string> label = {};     // not a feature: its values become the labels
  std::optional<bool> header = {};           // does the first line hold names? Guessed unless given
  std::optional<char> separator = {};        // ',', ';', '\t' or '|'; one of the first three is
                                             // guessed unless given
  Missing missing = MissingKind::refuse;
  // As the training file was read. The columns must have the schema's names, in any order; labels
  // and ignored columns may be missing. `columns` and `categories` are then the schema's.
  std::optional<TableSchema> schema = {};
};

struct LoadedTable {
  Dataset samples;                         // [features]
  Labels labels;                           // of the rows there are
  TableSchema schema;                      // fitted, or the one given
  std::vector<std::int64_t> dropped_rows;  // left out for missing values; the first row is 1
};

// Reads a CSV file: fields separated by comma, semicolon or tab, in quotes where they hold these,
// quotes (doubled) or line breaks; lines ending with LF, CRLF or CR; UTF-8, with or without a byte
// order mark; gzipped or not. Spaces and tabs around fields without quotes are not part of them.
//
// Numbers have a decimal point and perhaps an exponent, whatever the locale, and become the nearest
// float32; those beyond it are refused, as are infinity, hexadecimal, decimal commas, grouped
// thousands, percentages and dates in columns that begin with numbers. A column that mixes numbers
// and words is refused unless it is among `categories`. A column of words with more than 100
// categories and more than half as many as rows is refused: it identifies rows.
//
// The first line holds names if none of its fields is a number and at least one stands above
// numbers; if that cannot be told (all columns are words, or names and numbers share the line) the
// file is refused unless `header` says it.
//
// Memory: 4 bytes a field that is used. Throws io if the file cannot be read, bad_file with line
// and row for whatever is wrong in it, invalid_argument for options that do not fit it.
LoadedTable load_csv(const std::filesystem::path& file, const TableOptions& options = {});
// The same from a stream, read once and to its end; `name` is for messages.
LoadedTable load_csv(std::istream& stream, const std::string& name,
                     const TableOptions& options = {});

// Writes a line of names and one of numbers a sample, the shortest that read back as the same
// float32. Fields are quoted where they need it. Throws shape_mismatch unless there is a name for
// each number of a sample, io if writing fails. The file appears whole or not at all.
void save_csv(const std::filesystem::path& file, const Tensor& samples,
              std::span<const std::string> names);
void save_csv(std::ostream& stream, const Tensor& samples, std::span<const std::string> names);

}  // namespace hourglass
