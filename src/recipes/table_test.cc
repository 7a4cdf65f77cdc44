// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/error_testing.h"
#include "base/random.h"
#include "hourglass/column_statistics.h"
#include "hourglass/scores.h"
#include "hourglass/table_recipe.h"

using namespace hourglass;
using base::error_of;
using base::says;

namespace {

constexpr std::int64_t kRows = 400;
constexpr std::int64_t kAnomalies = 20;

// Three columns, the third the sum of the others; in the last rows it is the difference. No column
// alone tells them apart.
Tensor sums_and_some_differences() {
  Tensor rows(kRows, {3});
  for (std::int64_t i = 0; i < kRows; ++i) {
    const auto bits = base::threefry({1, 2}, {static_cast<std::uint32_t>(i), 0});
    const auto row = rows.sample(i);
    row[0] = static_cast<float>(bits[0] % 1000) / 500 - 1;
    row[1] = static_cast<float>(bits[1] % 1000) / 500 - 1;
    row[2] = i < kRows - kAnomalies ? row[0] + row[1] : row[0] - row[1];
  }
  return rows;
}

std::vector<bool> are_the_last() {
  std::vector<bool> labels(kRows);
  for (std::int64_t i = kRows - kAnomalies; i < kRows; ++i)
    labels[static_cast<std::size_t>(i)] = true;
  return labels;
}

void scale(Tensor& rows) {
  const ColumnStatistics statistics = column_statistics(rows);
  for (std::int64_t i = 0; i < rows.batch(); ++i) {
    const auto row = rows.sample(i);
    for (std::size_t j = 0; j < row.size(); ++j)
      row[j] =
          static_cast<float>((row[j] - statistics.mean[j]) / std::sqrt(statistics.variance[j]));
  }
}

}  // namespace

TEST_CASE("small and large tables get as many steps") {
  CHECK(table_recipe(32000, 5).epochs == 1);
  CHECK(table_recipe(3200, 5).epochs == 10);
  CHECK(table_recipe(3201, 5).epochs == 10);
  CHECK(table_recipe(33, 5).epochs == 500);
  CHECK(table_recipe(1, 5).epochs == 1000);
}

TEST_CASE("every row of a large table is seen once") {
  CHECK(table_recipe(32001, 5).epochs == 1);
  CHECK(table_recipe(std::int64_t{1} << 62, 5).epochs == 1);
}

TEST_CASE("a table needs rows and features") {
  CHECK(says(error_of([] { table_recipe(0, 5); }), ErrorCode::invalid_argument,
             "[table_recipe] a table of 0 rows and 5 features given; expected at least one"));
  CHECK(error_of([] { table_recipe(5, 0); }));
}

TEST_CASE("the table's autoencoder goes from its features to its features") {
  const TableRecipe recipe = table_recipe(100, 7);
  const Autoencoder built = build_table_autoencoder(recipe);
  CHECK(built.autoencoder.inputs().front().shape() == Shape{7});
  CHECK(built.autoencoder.outputs().front().shape() == Shape{7});
  CHECK(built.encoder.outputs().front().shape() == Shape{recipe.units});
  CHECK(built.decoder.inputs().front().shape() == Shape{recipe.units});
}

TEST_CASE("rows that break a rule between columns get the highest scores") {
  Tensor rows = sums_and_some_differences();
  scale(rows);
  const TableRecipe recipe = table_recipe(rows.batch(), 3);
  Model autoencoder = build_table_autoencoder(recipe).autoencoder;
  autoencoder.compile(recipe.compile);
  autoencoder.fit(rows, {.epochs = recipe.epochs, .batch_size = recipe.batch_size, .threads = 1});
  const auto scores = reconstruction_errors(rows, autoencoder.predict(rows));
  CHECK(area_under_roc_curve(scores, are_the_last()) > 0.9);
}
