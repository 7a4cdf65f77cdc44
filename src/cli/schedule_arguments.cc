// SPDX-License-Identifier: MIT
#include "cli/schedule_arguments.h"

#include <string>

#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kSchedule = "--learning-rate-schedule";
// That of the example in Keras's documentation; an epoch here where it has 100,000 steps.
constexpr double kDecayRate = 0.96;

void refuse_without(std::string_view name, const std::string& schedule) {
  throw Error(ErrorCode::invalid_argument, name,
              "is given without " + std::string(kSchedule) + schedule +
                  "; expected that schedule; add it, or leave this out");
}

// Options that only the other schedule has, or any has and none is given.
void check_others(const ScheduleArguments& arguments, std::optional<ScheduleKind> kind) {
  if (!kind && !arguments.decay_steps.empty()) refuse_without("--decay-steps", "");
  if (kind != ScheduleKind::cosine) {
    if (!arguments.warmup.empty()) refuse_without("--warmup", " cosine");
    if (!arguments.alpha.empty()) refuse_without("--alpha", " cosine");
  }
  if (kind != ScheduleKind::exponential) {
    if (!arguments.decay_rate.empty()) refuse_without("--decay-rate", " exponential");
    if (arguments.staircase) refuse_without("--staircase", " exponential");
  }
}

double steps(const Period& period, const TrainingPlan& plan) {
  const std::int64_t each = period.unit == Period::Unit::steps ? 1 : plan.steps_per_epoch;
  return static_cast<double>(period.count) * static_cast<double>(each);
}

CosineDecay make_cosine(const ScheduleSettings& settings, double rate, const TrainingPlan& plan) {
  CosineDecay schedule = {.initial_learning_rate = rate, .alpha = settings.alpha};
  if (settings.warmup) {
    schedule.initial_learning_rate = 0;
    schedule.warmup_target = rate;
    schedule.warmup_steps = steps(*settings.warmup, plan);
  }
  const double all = static_cast<double>(plan.epochs) * static_cast<double>(plan.steps_per_epoch);
  schedule.decay_steps =
      settings.decay_steps ? steps(*settings.decay_steps, plan) : all - schedule.warmup_steps;
  if (schedule.decay_steps > 0) return schedule;
  throw Error(ErrorCode::invalid_argument, "--warmup",
              "takes " + std::to_string(static_cast<std::int64_t>(schedule.warmup_steps)) +
                  " steps of a training of " + std::to_string(static_cast<std::int64_t>(all)) +
                  "; expected some that are left to decay in; choose a shorter one, or more "
                  "--epochs");
}

}  // namespace

void declare_schedule_arguments(CLI::App& command, ScheduleArguments& arguments) {
  add_value(command, std::string(kSchedule), arguments.schedule, "NAME",
            "{}: Keras's CosineDecay to 0 or ExponentialDecay, from the learning rate on; the "
            "optimizer starts afresh",
            names_of<ScheduleKind>());
  add_value(command, "--decay-steps", arguments.decay_steps, "PERIOD",
            "cosine: how long it takes, such as 20steps or 2epochs; the rest of the training "
            "unless given. exponential: how often --decay-rate is reached; 1epoch unless given");
  add_value(command, "--warmup", arguments.warmup, "PERIOD",
            "cosine: first rise from 0 to the learning rate, this long");
  add_value(command, "--alpha", arguments.alpha, "SHARE",
            "cosine: end at this share of the learning rate; 0 unless given");
  add_value(command, "--decay-rate", arguments.decay_rate, "X",
            "exponential: times this in --decay-steps; 0.96 unless given");
  add_flag(command, "--staircase", arguments.staircase,
           "exponential: decay at the end of --decay-steps, not on the way");
}

std::optional<ScheduleSettings> parse_schedule_arguments(const ScheduleArguments& arguments) {
  const auto name = single(kSchedule, arguments.schedule);
  if (!name) {
    check_others(arguments, std::nullopt);
    return std::nullopt;
  }
  ScheduleSettings settings;
  settings.kind = Named<ScheduleKind>::from_name(*name).kind();
  check_others(arguments, settings.kind);
  settings.decay_steps = period("--decay-steps", arguments.decay_steps);
  settings.warmup = period("--warmup", arguments.warmup);
  settings.alpha = number("--alpha", arguments.alpha, 0, 1).value_or(0);
  const auto rate = positive_number("--decay-rate", arguments.decay_rate);
  settings.decay_rate = rate ? static_cast<double>(*rate) : kDecayRate;
  settings.staircase = arguments.staircase;
  return settings;
}

LearningRate make_schedule(const ScheduleSettings& settings, double rate,
                           const TrainingPlan& plan) {
  if (settings.kind == ScheduleKind::cosine) return make_cosine(settings, rate, plan);
  return ExponentialDecay{.initial_learning_rate = rate,
                          .decay_steps = steps(settings.decay_steps.value_or(Period()), plan),
                          .decay_rate = settings.decay_rate,
                          .staircase = settings.staircase};
}

}  // namespace hourglass::cli
