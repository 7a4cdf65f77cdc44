// SPDX-License-Identifier: MIT
// --learning-rate-schedule and what belongs to it.
#pragma once

#include <optional>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "cli/period.h"
#include "hourglass/callbacks.h"
#include "hourglass/learning_rate.h"
#include "hourglass/names.h"

namespace hourglass::cli {

enum class ScheduleKind { cosine, exponential };

// As typed.
struct ScheduleArguments {
  Given schedule, decay_steps, warmup, alpha, decay_rate;
  bool staircase = false;
};

void declare_schedule_arguments(CLI::App& command, ScheduleArguments& arguments);

struct ScheduleSettings {
  ScheduleKind kind = ScheduleKind::cosine;
  std::optional<Period> decay_steps;  // all of the training after the warm-up, or one epoch
  std::optional<Period> warmup;
  double alpha = 0;
  double decay_rate = 0;
  bool staircase = false;
};

// Nothing without --learning-rate-schedule. Throws invalid_argument for values out of range, and
// for options of another schedule or of none.
std::optional<ScheduleSettings> parse_schedule_arguments(const ScheduleArguments& arguments);

// Keras's schedule that starts to decay from `rate`, in this training. Throws invalid_argument for
// a warm-up that takes all of it.
LearningRate make_schedule(const ScheduleSettings& settings, double rate, const TrainingPlan& plan);

}  // namespace hourglass::cli

namespace hourglass {

template <>
struct NameTable<cli::ScheduleKind> {
  static constexpr const char* kWhat = "learning-rate schedule";
  static constexpr NamedValue<cli::ScheduleKind> kNames[] = {
      {"cosine", cli::ScheduleKind::cosine}, {"exponential", cli::ScheduleKind::exponential}};
};

}  // namespace hourglass
