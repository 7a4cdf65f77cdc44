// SPDX-License-Identifier: MIT
// How weights are updated: --optimizer, --learning-rate and those with Keras's names of options
// that every optimizer has.
#pragma once

#include <cstdint>
#include <optional>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "cli/schedule_arguments.h"
#include "hourglass/optimizers.h"

namespace hourglass::cli {

// As typed.
struct OptimizerArguments {
  Given optimizer, learning_rate, clipnorm, clipvalue, global_clipnorm, ema_momentum,
      ema_overwrite_frequency;
  ScheduleArguments schedule;
};

void declare_optimizer_arguments(CLI::App& command, OptimizerArguments& arguments);

// What was not given stays as the recipe or the file has it.
struct OptimizerSettings {
  std::optional<Optimizer> optimizer;
  std::optional<float> learning_rate, clipnorm, clipvalue, global_clipnorm;
  std::optional<ScheduleSettings> schedule;
  std::optional<double> ema_momentum;
  std::optional<std::int64_t> ema_overwrite_frequency;

  // What an optimizer remembers is of no use to one that counts other steps or keeps other numbers.
  bool start_afresh() const { return optimizer || schedule || ema_momentum; }
};

// Throws invalid_argument for values out of range, unknown names, two limits of gradients and
// options of what is not asked for.
OptimizerSettings parse_optimizer_arguments(const OptimizerArguments& arguments);

// The optimizer as the settings change it for this training.
Optimizer changed(Optimizer optimizer, const OptimizerSettings& settings, const TrainingPlan& plan);

}  // namespace hourglass::cli
