// SPDX-License-Identifier: MIT
// Each block has its mean and squares by two passes; blocks are joined as Chan, Golub and LeVeque
// do it ("Updating formulae and a pairwise algorithm for computing sample variances", 1979). A
// constant column comes out as exactly that: its sums are exact, as floats have 24 bits and doubles
// 53.
#include "hourglass/column_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "hourglass/error.h"
#include "train/sample_order.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "column_statistics";

// Of the samples so far; `squares` are the sums of squared distances from the mean.
struct Moments {
  std::int64_t samples = 0;
  std::vector<double> mean;
  std::vector<double> squares;

  explicit Moments(std::size_t columns) : mean(columns), squares(columns) {}
};

Moments moments_of(std::span<const float> block, std::size_t columns) {
  Moments moments(columns);
  const std::size_t rows = block.size() / columns;
  moments.samples = static_cast<std::int64_t>(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns; ++i) moments.mean[i] += block[row * columns + i];
  }
  for (double& mean : moments.mean) mean /= static_cast<double>(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      const double distance = block[row * columns + i] - moments.mean[i];
      moments.squares[i] += distance * distance;
    }
  }
  return moments;
}

void join(Moments& all, const Moments& block) {
  const auto before = static_cast<double>(all.samples);
  const auto added = static_cast<double>(block.samples);
  all.samples += block.samples;
  const double share = added / static_cast<double>(all.samples);
  for (std::size_t i = 0; i < all.mean.size(); ++i) {
    const double distance = block.mean[i] - all.mean[i];
    all.mean[i] += distance * share;
    all.squares[i] += block.squares[i] + distance * distance * before * share;
  }
}

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

// So many that a block stays in the cache between its passes.
std::int64_t samples_a_block(std::size_t columns) {
  constexpr std::int64_t kNumbers = 32768;
  return std::clamp<std::int64_t>(kNumbers / static_cast<std::int64_t>(columns), 1, 1024);
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
  Moments all(columns);

  train::SampleOrder order({&samples, 1}, std::nullopt);
  std::vector<float> numbers;
  for (auto block = order.next(samples_a_block(columns)); !block.empty();
       block = order.next(samples_a_block(columns))) {
    numbers.resize(block.size() * columns);
    samples.gather(block, numbers.data());
    check_finite(numbers, all.samples, columns);
    widen_ranges(numbers, statistics);
    join(all, moments_of(numbers, columns));
  }

  statistics.samples = all.samples;
  statistics.mean = std::move(all.mean);
  statistics.variance = std::move(all.squares);
  for (double& variance : statistics.variance) variance /= static_cast<double>(all.samples);
  return statistics;
}

}  // namespace hourglass
