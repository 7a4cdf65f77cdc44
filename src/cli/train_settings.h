// SPDX-License-Identifier: MIT
// What `hourglass train` was asked for: its arguments, checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/callback_arguments.h"
#include "cli/checkpoint_arguments.h"
#include "cli/cli11_fwd.h"
#include "cli/compute_arguments.h"
#include "cli/data_arguments.h"
#include "cli/optimizer_arguments.h"
#include "cli/scheduled_corruption.h"
#include "cli/sparse_arguments.h"
#include "cli/variational_arguments.h"
#include "hourglass/activations.h"
#include "hourglass/dtype_policy.h"
#include "hourglass/recipes.h"
#include "hourglass/scaling.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct TrainArguments {
  DataArguments data;
  ComputeArguments compute;
  Given model, encoder, code, output_activation, scale, validation_data, validation_split, epochs,
      batch_size, pretrain, loss, corruption, seed, limit, recipe_settings, dtype_policy, out,
      history, picture, tensorboard;
  OptimizerArguments optimizer;
  VariationalArguments variational;
  SparseArguments sparse;
  CallbackArguments callbacks;
  CheckpointArguments checkpoint;
  bool tie_weights = false;
  bool json = false;
  bool quiet = false;
};

constexpr std::int64_t kLargestCode = std::int64_t{1} << 24;

void declare_train_arguments(CLI::App& command, TrainArguments& arguments);
// Those of them that say how a network is trained, from --output-activation to --isa: what every
// command that trains has, beside what it trains, on which data, and where the results go.
void declare_training_arguments(CLI::App& command, TrainArguments& arguments);

// What was not given is for the recipe, the file or the data to say.
struct TrainSettings {
  std::optional<std::string> model;  // a recipe or a file
  std::optional<std::string> encoder;
  std::optional<std::int64_t> code;
  bool tied_weights = false;
  std::optional<Activation> output_activation;
  std::optional<Scale> scale;
  RecipeSettings recipe_settings = RecipeSettingsKind::article;

  std::optional<SamplingOptions> sampling;
  std::optional<SparseRecipe> sparse;

  OptimizerSettings optimizer;
  std::optional<Loss> loss;
  std::optional<std::int64_t> epochs, batch_size;
  std::optional<std::int64_t> pretrain;  // epochs of each pair of layers, before all are trained
  CallbackSettings callbacks;
  std::optional<ScheduledCorruption> corruption;
  bool uncorrupted = false;  // nor is there to be the recipe's or the file's corruption

  DataSettings data;
  std::optional<std::string> validation_data;
  std::optional<double> validation_split;
  std::optional<std::int64_t> limit;
  std::uint64_t seed = 0;
  DtypePolicy dtype_policy = DtypePolicyKind::float32;
  ComputeSettings compute;

  std::optional<CheckpointSettings> checkpoint;
  std::optional<std::string> out, history, picture, tensorboard;
  bool json = false;   // the history goes to the standard output
  bool quiet = false;  // nothing does; so it is with json, but for that
};

// Throws invalid_argument for values out of range, unknown names, missing arguments and those that
// contradict each other, io if the files to be written at the end could not be.
TrainSettings check_train_arguments(const TrainArguments& arguments);

}  // namespace hourglass::cli
