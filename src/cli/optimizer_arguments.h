// SPDX-License-Identifier: MIT
// How weights are updated: --optimizer, --learning-rate and those with Keras's names of options
// that every optimizer has.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "cli/arguments.h"
#include "hourglass/optimizers.h"

namespace hourglass::cli {

// As typed.
struct OptimizerArguments {
  Given optimizer, learning_rate, clipnorm, clipvalue, global_clipnorm;
};

void declare_optimizer_arguments(CLI::App& command, OptimizerArguments& arguments);

// What was not given stays as the recipe or the file has it.
struct OptimizerSettings {
  std::optional<Optimizer> optimizer;
  std::optional<float> learning_rate, clipnorm, clipvalue, global_clipnorm;
};

// Throws invalid_argument for values out of range, unknown names and two limits of gradients.
OptimizerSettings parse_optimizer_arguments(const OptimizerArguments& arguments);

// The optimizer as the settings change it.
Optimizer changed(Optimizer optimizer, const OptimizerSettings& settings);

}  // namespace hourglass::cli
