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

// Four columns that agree, at -1 to -0.5 or 0.5 to 1; in the last rows the third has the other
// sign. Its own numbers are as usual as in all rows.
Tensor columns_that_mostly_agree() {
  Tensor rows(kRows, {4});
  for (std::int64_t i = 0; i < kRows; ++i) {
    const auto bits = base::threefry({1, 2}, {static_cast<std::uint32_t>(i), 0});
    const float size = 0.5F + static_cast<float>(bits[0] % 1000) / 2000;
    const auto row = rows.sample(i);
    for (float& number : row) number = bits[1] % 2 == 0 ? size : -size;
    if (i >= kRows - kAnomalies) row[2] = -row[2];
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
  Tensor rows = columns_that_mostly_agree();
  scale(rows);
  const TableRecipe recipe = table_recipe(rows.batch(), 4);
  Model autoencoder = build_table_autoencoder(recipe).autoencoder;
  autoencoder.compile(recipe.compile);
  autoencoder.fit(rows, {.epochs = recipe.epochs, .batch_size = recipe.batch_size, .threads = 1});
  const auto scores = reconstruction_errors(rows, autoencoder.predict(rows));
  CHECK(area_under_roc_curve(scores, are_the_last()) > 0.99);
}
