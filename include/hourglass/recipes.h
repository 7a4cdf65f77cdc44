// SPDX-License-Identifier: MIT
// The article's five networks and those people come for next, ready to train: layers, optimizer,
// loss, epochs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hourglass/autoencoder.h"
#include "hourglass/corruption.h"
#include "hourglass/layers/sampling.h"
#include "hourglass/layers/sparse_codes.h"
#include "hourglass/model.h"

namespace hourglass {

enum class RecipeSettingsKind {
  article,   // the article's text: Adam and mean squared error throughout, sparse with 64 units
  notebook,  // its author's notebook: Adadelta and cross-entropy for the convolutional networks,
             // sparse with 32 units, other numbers of epochs
};
using RecipeSettings = Named<RecipeSettingsKind>;

template <>
struct NameTable<RecipeSettingsKind> {
  static constexpr std::string_view kWhat = "recipe settings";
  static constexpr NamedValue<RecipeSettingsKind> kNames[] = {
      {"article", RecipeSettingsKind::article},
      {"notebook", RecipeSettingsKind::notebook},
  };
};

struct Recipe {
  std::string name;
  std::string description;  // one line
  Shape input_shape;        // {784} or {28, 28, 1}, unless another was asked for
  std::int64_t epochs = 0;
  std::int64_t batch_size = 128;
  CompileOptions compile;
  Corruption corruption;  // of the inputs; the targets stay clean
  // Its code is a Sampling (hourglass/layers/sampling.h).
  bool is_variational = false;
  // Its code is a TopK or a BatchTopK (hourglass/layers/sparse_codes.h).
  bool is_sparse = false;
};

// Of a recipe with a sparse code.
struct SparseRecipe {
  // 32 unless given, or as many as there are units if these are fewer.
  std::optional<std::int64_t> k = std::nullopt;
  SparseCodeOptions code = {.auxiliary_weight = 1.0F / 32};
};

// In the article's order: vanilla, multilayer, convolutional, sparse, denoising. Then vae,
// conv-vae, contractive, kl-sparse, topk and batch-topk.
std::vector<std::string_view> recipe_names();
// Throws invalid_argument, suggesting the nearest, for an unknown name. `input_shape` is that of
// samples of another size than the article's: {numbers} for the dense networks, {height, width,
// channels} for the convolutional ones; throws shape_mismatch for another number of dimensions.
Recipe find_recipe(std::string_view name, RecipeSettings settings = RecipeSettingsKind::article,
                   const std::optional<Shape>& input_shape = std::nullopt);

struct RecipeOptions {
  RecipeSettings settings = RecipeSettingsKind::article;
  // The number of units in the code. Not for the convolutional networks that are not variational.
  // Those of topk and batch-topk are four a feature unless given.
  std::optional<std::int64_t> code = std::nullopt;
  // As find_recipe takes it. What pooling rounds up is cropped after the upsampling that undoes it,
  // so that images of any size come back as large as they were.
  std::optional<Shape> input_shape = std::nullopt;
  // The decoder's kernels are the encoder's, transposed (DenseOptions::tied_to). For vanilla,
  // multilayer, sparse, kl-sparse and contractive.
  bool tied_weights = false;
  SamplingOptions sampling = {};  // of the variational ones
  SparseRecipe sparse = {};       // of topk and batch-topk
};
// The network, with fresh weights from `seed`, not yet compiled. Throws as find_recipe and
// TopK, and invalid_argument for a code or tied weights that the network cannot have.
Autoencoder build_recipe(std::string_view name, std::uint64_t seed = 0,
                         const RecipeOptions& options = {});

}  // namespace hourglass
