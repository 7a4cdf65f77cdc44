// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "hourglass/error.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/regularization.h"
#include "hourglass/table_recipe.h"

namespace hourglass {
namespace {

// docs/tables.md has what each of these does to the mean over the tables when it is halved or
// doubled: little.
constexpr std::int64_t kUnits = 64;
constexpr float kHiddenShare = 0.5F;
constexpr std::int64_t kBatchSize = 32;  // Keras's
// Steps, not epochs, are what a small and a large table need as many of.
constexpr std::int64_t kSteps = 1000;

std::int64_t rounded_up(std::int64_t numerator, std::int64_t denominator) {
  return numerator / denominator + (numerator % denominator == 0 ? 0 : 1);
}

}  // namespace

TableRecipe table_recipe(std::int64_t rows, std::int64_t features) {
  if (rows < 1 || features < 1) {
    throw Error(ErrorCode::invalid_argument, "table_recipe",
                "a table of " + std::to_string(rows) + " rows and " + std::to_string(features) +
                    " features given; expected at least one of each");
  }
  const std::int64_t steps_an_epoch = rounded_up(rows, kBatchSize);
  return {.features = features,
          .units = kUnits,
          .hidden_share = kHiddenShare,
          .epochs = rounded_up(kSteps, steps_an_epoch),
          .batch_size = kBatchSize,
          .compile = {.optimizer = Adam(), .loss = "mse"}};
}

Autoencoder build_table_autoencoder(const TableRecipe& recipe, std::uint64_t seed) {
  const auto x = Input({recipe.features});
  const auto shown = Dropout(recipe.hidden_share)(x);
  const Dense encoder(recipe.units, {.activation = "relu"});
  const auto code = encoder(shown);
  DenseOptions options;
  if (recipe.tied_weights) options.tied_to = encoder;
  const auto r = Dense(recipe.features, options)(code);
  return make_autoencoder(x, code, r, {.seed = seed});
}

}  // namespace hourglass
