// SPDX-License-Identifier: MIT
// What `hourglass train` was asked for: its arguments, checked and completed from the recipe.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/arguments.h"
#include "hourglass/instruction_set.h"
#include "hourglass/recipes.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct TrainArguments {
  Given recipe, data, validation_data, data_dir, epochs, batch_size, optimizer, learning_rate, loss,
      seed, threads, isa, limit, recipe_settings, history, picture;
  bool quiet = false;
};

void declare_train_arguments(CLI::App& command, TrainArguments& arguments);

struct TrainSettings {
  Recipe recipe;  // with the optimizer, loss, epochs and batch size that were asked for
  RecipeSettings recipe_settings = RecipeSettingsKind::article;
  std::string data;
  std::optional<std::string> validation_data;
  std::optional<std::string> data_dir;
  std::uint64_t seed = 0;
  int threads = 1;
  InstructionSet isa = InstructionSetKind::best;
  std::optional<std::int64_t> limit;
  std::optional<std::string> history;
  std::optional<std::string> picture;
  bool quiet = false;
};

// Throws invalid_argument for values out of range, unknown names and missing arguments, io if the
// files to be written at the end could not be.
TrainSettings check_train_arguments(const TrainArguments& arguments);

}  // namespace hourglass::cli
