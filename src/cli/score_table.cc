// SPDX-License-Identifier: MIT
#include "cli/score_table.h"

#include <charconv>

#include "base/atomic_file.h"
#include "data/csv/write_field.h"
#include "hourglass/array_files.h"

namespace hourglass::cli {
namespace {

template <class Number>
void append(std::string& text, Number number) {
  char digits[32];  // the longest double takes 24
  const auto result = std::to_chars(digits, digits + sizeof digits, number);
  text.append(digits, result.ptr);
}

std::string header(const ScoreTable& table, const ModelData& data) {
  std::string text = data.files.empty() ? "row,score" : "file,score";
  if (table.threshold) text += ",anomaly";
  for (const std::string& column : table.columns) {
    text += ',';
    data::append_csv_field(text, column);
  }
  if (!data.labels.indices.empty()) text += ",label";
  return text + '\n';
}

std::string as_csv(const ScoreTable& table, const ModelData& data) {
  std::string text = header(table, data);
  const std::size_t width = table.columns.size();
  for (std::size_t i = 0; i < table.scores.size(); ++i) {
    if (data.files.empty()) {
      append(text, data.row_numbers[i]);
    } else {
      data::append_csv_field(text, data.files[i]);
    }
    text += ',';
    append(text, table.scores[i]);
    if (table.threshold) text += table.scores[i] >= *table.threshold ? ",1" : ",0";
    for (std::size_t j = 0; j < width; ++j) {
      text += ',';
      append(text, table.features[i * width + j]);
    }
    if (!data.labels.indices.empty()) {
      text += ',';
      const auto label = static_cast<std::size_t>(data.labels.indices[i]);
      data::append_csv_field(text, data.labels.names[label]);
    }
    text += '\n';
  }
  return text;
}

Tensor as_tensor(const std::vector<double>& values, std::size_t samples, Shape shape) {
  return {static_cast<std::int64_t>(samples), std::move(shape), {values.begin(), values.end()}};
}

Shape feature_shape(const ScoreTable& table) {
  return Shape{static_cast<std::int64_t>(table.columns.size())};
}

// Without features of shape [samples], with them a row a sample that begins with its score.
Tensor as_one_tensor(const ScoreTable& table) {
  const std::size_t samples = table.scores.size(), width = table.columns.size();
  if (width == 0) return as_tensor(table.scores, samples, {});
  std::vector<double> rows;
  rows.reserve(samples * (width + 1));
  for (std::size_t i = 0; i < samples; ++i) {
    rows.push_back(table.scores[i]);
    const auto from = table.features.begin() + static_cast<std::ptrdiff_t>(i * width);
    rows.insert(rows.end(), from, from + static_cast<std::ptrdiff_t>(width));
  }
  return as_tensor(rows, samples, Shape{static_cast<std::int64_t>(width) + 1});
}

}  // namespace

void write_scores(const TensorOutput& to, const ScoreTable& table, const ModelData& data,
                  Output& output) {
  const std::size_t samples = table.scores.size();
  if (to.is_standard_output()) {
    output.write(as_csv(table, data));
  } else if (to.format == OutputFormat::csv) {
    base::write_file_atomically(to.path, as_csv(table, data));
  } else if (to.format == OutputFormat::npy) {
    save_npy(to.path, as_one_tensor(table));
  } else {
    std::vector<NamedTensor> arrays = {{"scores", as_tensor(table.scores, samples, {})}};
    if (!table.columns.empty())
      arrays.push_back({"features", as_tensor(table.features, samples, feature_shape(table))});
    save_npz(to.path, arrays);
  }
}

}  // namespace hourglass::cli
