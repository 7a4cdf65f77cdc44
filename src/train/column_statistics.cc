// SPDX-License-Identifier: MIT
#include "hourglass/column_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "hourglass/error.h"
#include "train/moments.h"
#include "train/sample_order.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "column_statistics";

void widen_ranges(std::span<const float> block, ColumnStatistics& statistics) {
  const std::size_t columns = statistics.minimum.size();
  for (std::size_t first = 0; first < block.size(); first += columns) {
    for (std::size_t i = 0; i < columns; ++i) {
      statistics.minimum[i] = std::min(statistics.minimum[i], block[first + i]);
      statistics.maximum[i] = std::max(statistics.maximum[i], block[first + i]);
    }
  }
}

void check_finite(std::span<const float> block, std::int64_t first_sample, std::size_t columns) {
  const auto bad = std::find_if_not(block.begin(), block.end(),
                                    [](float number) { return std::isfinite(number); });
  if (bad == block.end()) return;
  const auto position = static_cast<std::size_t>(bad - block.begin());
  throw Error(
      ErrorCode::invalid_argument, kWhere,
      "sample " + std::to_string(first_sample + static_cast<std::int64_t>(position / columns)) +
          " holds " + std::to_string(*bad) + " in column " + std::to_string(position % columns) +
          " (counting from 0); expected finite numbers; see to missing values first");
}

}  // namespace

ColumnStatistics column_statistics(const Dataset& samples) {
  if (samples.size() == 0) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                "no samples given; expected at least one, to have a mean");
  }
  const auto columns = static_cast<std::size_t>(samples.shape().size());
  ColumnStatistics statistics;
  statistics.minimum.assign(columns, std::numeric_limits<float>::infinity());
  statistics.maximum.assign(columns, -std::numeric_limits<float>::infinity());
  train::Moments all(columns);

  train::SampleOrder order({&samples, 1}, std::nullopt);
  std::vector<float> numbers;
  for (auto block = order.next(train::samples_a_block(columns)); !block.empty();
       block = order.next(train::samples_a_block(columns))) {
    numbers.resize(block.size() * columns);
    samples.gather(block, numbers.data());
    check_finite(numbers, all.samples, columns);
    widen_ranges(numbers, statistics);
    all.join(train::moments_of(numbers, columns));
  }

  statistics.samples = all.samples;
  statistics.mean = std::move(all.mean);
  statistics.variance = std::move(all.squares);
  for (double& variance : statistics.variance) variance /= static_cast<double>(all.samples);
  return statistics;
}

}  // namespace hourglass
