// SPDX-License-Identifier: MIT
#include "cli/data_warnings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/count_text.h"
#include "base/quote.h"
#include "cli/beginning.h"
#include "cli/repeated_samples.h"
#include "cli/text.h"
#include "hourglass/column_statistics.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kMostNumbers = std::int64_t{1} << 26;
// Columns are known well enough from fewer, and images, of which only the whole range is looked at,
// from fewer still: 5,000 of Fashion-MNIST, in 20 ms.
constexpr std::int64_t kMostOfColumns = std::int64_t{1} << 24;
constexpr std::int64_t kMostOfImages = std::int64_t{1} << 22;
// Values to [0, 1] beside bytes differ by 255, minutes beside seconds by 60; samples of one kind
// seldom by 20.
constexpr double kOtherUnit = 20;

// What is true of several columns, of which the first is shown.
struct Columns {
  std::int64_t count = 0;
  std::size_t first = 0;

  void add(std::size_t column) {
    if (count++ == 0) first = column;
  }
};

class Looker {
 public:
  explicit Looker(const TrainData& data)
      : data_(data), rows_(data.rows.value_or(data.samples)), training_(statistics_of(rows_)) {
    if (data.schema) names_ = data.schema->feature_names();
    if (data.validation)
      validation_ = statistics_of(data.validation_rows.value_or(*data.validation));
  }

  std::vector<std::string> look() {
    if (!data_.has_images) {
      look_for_constant_columns();
      look_for_row_numbers();
      look_for_labels();
    }
    // Series repeat themselves.
    if (!data_.window) look_for_repeated_samples();
    look_at_ranges();
    return std::move(found_);
  }

 private:
  ColumnStatistics statistics_of(const Dataset& samples) const {
    return column_statistics(beginning(samples, data_.has_images ? kMostOfImages : kMostOfColumns));
  }
  std::string name(std::size_t column) const {
    return column < names_.size() ? base::quote(names_[column])
                                  : "column " + std::to_string(column + 1);
  }
  // "3 of 12 columns, the first 'x2',"
  std::string some(const Columns& columns) const {
    const std::string all = base::count_text(rows_.shape().size());
    if (columns.count == 1) return name(columns.first);
    return base::count_text(columns.count) + " of " + all + " columns, the first " +
           name(columns.first) + ",";
  }
  void add(const std::string& text) { found_.push_back("[data] " + text); }

  void look_for_constant_columns() {
    Columns constant;
    for (std::size_t i = 0; i < training_.minimum.size(); ++i) {
      if (training_.minimum[i] == training_.maximum[i]) constant.add(i);
    }
    if (constant.count == 0 || training_.samples < 2) return;
    add(some(constant) + " never changes in training, always " +
        number_text(static_cast<double>(training_.minimum[constant.first])) +
        "; expected columns that vary; leave out what never does");
  }

  // Whole numbers that grow from row to row tell a row's place and nothing about it.
  void look_for_row_numbers() {
    const Dataset rows = beginning(rows_, kMostOfColumns);
    constexpr std::int64_t kFew = 20;
    if (rows.size() < kFew) return;
    const Tensor numbers = rows.read(0, rows.size());
    Columns counting;
    const auto width = static_cast<std::size_t>(rows.shape().size());
    for (std::size_t column = 0; column < width; ++column) {
      const auto grows = [&](std::int64_t row) {
        const float before = numbers.sample(row - 1)[column];
        const float value = numbers.sample(row)[column];
        return value > before && value == std::floor(value);
      };
      std::int64_t row = 1;
      while (row < rows.size() && grows(row)) ++row;
      if (row == rows.size()) counting.add(column);
    }
    if (counting.count == 0) return;
    add(some(counting) +
        " grows from row to row in whole numbers, as an identifier does; expected "
        "what describes a row; leave it out if it only counts them");
  }

  void look_for_labels() {
    constexpr std::array<std::string_view, 8> kNames = {
        "label", "labels", "class", "target", "outlier", "is_outlier", "anomaly", "is_anomaly"};
    if (!data_.schema) return;
    for (const TableColumn& column : data_.schema->columns) {
      std::string lower = column.name;
      std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
      });
      if (std::find(kNames.begin(), kNames.end(), lower) == kNames.end()) continue;
      add(base::quote(column.name) +
          " is one of the features, named as a label is; expected features alone; give it to "
          "--label, or rename it if it is none");
    }
  }

  void look_for_repeated_samples() {
    const std::int64_t most =
        std::max<std::int64_t>(kMostNumbers / data_.samples.shape().size(), 1);
    const auto repeated = repeated_samples(data_.samples, data_.validation, most);
    const std::int64_t size = std::min(data_.samples.size(), most);
    if (repeated.within * 100 > size) {
      add(base::count_text(repeated.within) + " of " + base::count_text(size) +
          " samples for training equal an earlier one; expected different ones; leave the copies "
          "out, or they count more than others");
    }
    if (repeated.across > 0) {
      add(base::count_text(repeated.across) + " of " +
          base::count_text(std::min(data_.validation->size(), most)) +
          " samples for validation, the first is number " + base::count_text(repeated.first) +
          ", are among those for training, too; expected others; val_loss is too good by that");
    }
  }

  void look_at_ranges() {
    if (!validation_) return;
    const auto range_of = [](const ColumnStatistics& statistics) {
      return std::pair(static_cast<double>(
                           *std::min_element(statistics.minimum.begin(), statistics.minimum.end())),
                       static_cast<double>(*std::max_element(statistics.maximum.begin(),
                                                             statistics.maximum.end())));
    };
    const auto [low, high] = range_of(training_);
    const auto [validation_low, validation_high] = range_of(*validation_);
    const double size = std::max(std::abs(low), std::abs(high));
    const double validation_size = std::max(std::abs(validation_low), std::abs(validation_high));
    if (std::max(size, validation_size) > kOtherUnit * std::min(size, validation_size)) {
      add("the numbers for training lie between " + number_text(low) + " and " + number_text(high) +
          ", those for validation between " + number_text(validation_low) + " and " +
          number_text(validation_high) + "; expected the same units; scale both alike");
      return;
    }
    if (!data_.has_images) look_at_ranges_of_columns();
  }

  void look_at_ranges_of_columns() {
    // Windows may come as such on one side, and are of rows on the other.
    if (validation_->minimum.size() != training_.minimum.size()) return;
    Columns outside;
    for (std::size_t i = 0; i < training_.minimum.size(); ++i) {
      const auto low = static_cast<double>(training_.minimum[i]);
      const auto high = static_cast<double>(training_.maximum[i]);
      const double room = kOtherUnit * (high - low);
      if (high > low && (static_cast<double>(validation_->minimum[i]) < low - room ||
                         static_cast<double>(validation_->maximum[i]) > high + room)) {
        outside.add(i);
      }
    }
    if (outside.count == 0) return;
    const std::size_t i = outside.first;
    add(some(outside) + " lies between " + number_text(static_cast<double>(training_.minimum[i])) +
        " and " + number_text(static_cast<double>(training_.maximum[i])) +
        " in training, between " + number_text(static_cast<double>(validation_->minimum[i])) +
        " and " + number_text(static_cast<double>(validation_->maximum[i])) +
        " in validation; expected the same units; look at these rows");
  }

  const TrainData& data_;
  Dataset rows_;  // of windows those they are made of, else the samples
  std::vector<std::string> names_;
  ColumnStatistics training_;
  std::optional<ColumnStatistics> validation_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> data_warnings(const TrainData& data) { return Looker(data).look(); }

}  // namespace hourglass::cli
