// SPDX-License-Identifier: MIT
#include "cli/optimizer_arguments.h"

#include <string>
#include <variant>

#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

std::optional<double> as_double(std::optional<float> number) {
  if (!number) return std::nullopt;
  return static_cast<double>(*number);
}

void refuse_second(std::string_view name, std::string_view other) {
  throw Error(ErrorCode::invalid_argument, name,
              "is given beside " + std::string(other) +
                  "; expected one limit of gradients; leave the other out");
}

void keep_average(const OptimizerSettings& settings, Optimizer& optimizer) {
  std::visit(
      [&](auto& options) {
        options.use_ema = true;
        options.ema_momentum = *settings.ema_momentum;
        options.ema_overwrite_frequency = settings.ema_overwrite_frequency;
      },
      optimizer);
}

}  // namespace

void declare_optimizer_arguments(CLI::App& command, OptimizerArguments& arguments) {
  add_value(command, "--optimizer", arguments.optimizer, "NAME",
            "{}, with Keras's defaults; the recipe's or the file's unless given",
            optimizer_names());
  add_value(command, "--learning-rate", arguments.learning_rate, "X",
            "The optimizer's unless given");
  declare_schedule_arguments(command, arguments.schedule);
  add_value(command, "--clipnorm", arguments.clipnorm, "X",
            "Scale each weight's gradient down to this norm");
  add_value(command, "--global-clipnorm", arguments.global_clipnorm, "X",
            "Scale all gradients down to this norm of them together");
  add_value(command, "--clipvalue", arguments.clipvalue, "X",
            "Cut each number of the gradients to [-X, X]");
  add_value(command, "--ema-momentum", arguments.ema_momentum, "X",
            "End with a moving average of the weights, of which each step keeps this share, such "
            "as 0.99; the optimizer starts afresh");
  add_value(command, "--ema-overwrite-frequency", arguments.ema_overwrite_frequency, "N",
            "Go on from the average every N steps");
}

OptimizerSettings parse_optimizer_arguments(const OptimizerArguments& arguments) {
  OptimizerSettings settings;
  if (const auto name = single("--optimizer", arguments.optimizer))
    settings.optimizer = optimizer_from_name(*name);
  settings.learning_rate = positive_number("--learning-rate", arguments.learning_rate);
  settings.clipnorm = positive_number("--clipnorm", arguments.clipnorm);
  settings.clipvalue = positive_number("--clipvalue", arguments.clipvalue);
  settings.global_clipnorm = positive_number("--global-clipnorm", arguments.global_clipnorm);
  if (settings.clipvalue && settings.clipnorm) refuse_second("--clipvalue", "--clipnorm");
  if (settings.global_clipnorm && settings.clipnorm)
    refuse_second("--global-clipnorm", "--clipnorm");
  if (settings.global_clipnorm && settings.clipvalue)
    refuse_second("--global-clipnorm", "--clipvalue");
  settings.schedule = parse_schedule_arguments(arguments.schedule);
  settings.ema_momentum = number("--ema-momentum", arguments.ema_momentum, 0, 1);
  settings.ema_overwrite_frequency = integer(
      "--ema-overwrite-frequency", arguments.ema_overwrite_frequency, 1, std::int64_t{1} << 40);
  if (settings.ema_overwrite_frequency && !settings.ema_momentum) {
    throw Error(ErrorCode::invalid_argument, "--ema-overwrite-frequency",
                "is given without --ema-momentum; expected an average to go on from; add "
                "--ema-momentum X");
  }
  return settings;
}

Optimizer changed(Optimizer optimizer, const OptimizerSettings& settings,
                  const TrainingPlan& plan) {
  if (settings.optimizer) optimizer = *settings.optimizer;
  if (settings.learning_rate)
    set_learning_rate(optimizer, static_cast<double>(*settings.learning_rate));
  if (settings.schedule) {
    const double rate = get_learning_rate(optimizer).start();
    set_learning_rate(optimizer, make_schedule(*settings.schedule, rate, plan));
  }
  if (settings.ema_momentum) keep_average(settings, optimizer);
  // A new limit takes the place of whichever there was.
  if (!settings.clipnorm && !settings.clipvalue && !settings.global_clipnorm) return optimizer;
  std::visit(
      [&](auto& options) {
        options.clipnorm = as_double(settings.clipnorm);
        options.clipvalue = as_double(settings.clipvalue);
        options.global_clipnorm = as_double(settings.global_clipnorm);
      },
      optimizer);
  return optimizer;
}

}  // namespace hourglass::cli
