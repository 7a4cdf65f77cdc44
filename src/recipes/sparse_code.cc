// SPDX-License-Identifier: MIT
#include "recipes/sparse_code.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "hourglass/layers/core.h"

namespace hourglass::recipes {
namespace {

// Both kernels from the decoder's: its rows scaled to length 1, and the transpose of that.
void tie(Dense& encoder, Dense& decoder) {
  std::vector<float> rows = decoder.weights()[0].values;
  const auto features = static_cast<std::size_t>(decoder.weights()[0].shape[1]);
  const std::size_t units = rows.size() / features;
  std::vector<float> columns(rows.size());
  for (std::size_t unit = 0; unit < units; ++unit) {
    float* row = rows.data() + unit * features;
    double squares = 0;
    for (std::size_t i = 0; i < features; ++i)
      squares += static_cast<double>(row[i]) * static_cast<double>(row[i]);
    const double length = std::sqrt(squares);
    for (std::size_t i = 0; i < features; ++i) {
      row[i] = static_cast<float>(row[i] / length);
      columns[i * units + unit] = row[i];
    }
  }
  encoder.set_weights({std::move(columns), std::vector<float>(units)});
  decoder.set_weights({std::move(rows), std::vector<float>(features)});
}

}  // namespace

Autoencoder sparse_code(const SparseCodeNetwork& options) {
  constexpr std::int64_t kKept = 32;
  const SparseRecipe& recipe = options.recipe;
  const std::int64_t k = recipe.k.value_or(std::min(kKept, options.units));
  auto x = Input(options.input);
  Dense encoder(options.units, {.activation = "relu"});
  auto units_of_x = encoder(x);
  auto code =
      options.of_batch ? BatchTopK(k, recipe.code)(units_of_x) : TopK(k, recipe.code)(units_of_x);
  Dense decoder(options.input[0]);
  Autoencoder parts = make_autoencoder(x, code, decoder(code), {.seed = options.seed});
  tie(encoder, decoder);
  return parts;
}

}  // namespace hourglass::recipes
