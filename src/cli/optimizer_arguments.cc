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

}  // namespace

void declare_optimizer_arguments(CLI::App& command, OptimizerArguments& arguments) {
  add_value(command, "--optimizer", arguments.optimizer, "NAME",
            "{}, with Keras's defaults; the recipe's or the file's unless given",
            optimizer_names());
  add_value(command, "--learning-rate", arguments.learning_rate, "X",
            "The optimizer's unless given");
  add_value(command, "--clipnorm", arguments.clipnorm, "X",
            "Scale each weight's gradient down to this norm");
  add_value(command, "--global-clipnorm", arguments.global_clipnorm, "X",
            "Scale all gradients down to this norm of them together");
  add_value(command, "--clipvalue", arguments.clipvalue, "X",
            "Cut each number of the gradients to [-X, X]");
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
  return settings;
}

Optimizer changed(Optimizer optimizer, const OptimizerSettings& settings) {
  if (settings.optimizer) optimizer = *settings.optimizer;
  if (settings.learning_rate)
    set_learning_rate(optimizer, static_cast<double>(*settings.learning_rate));
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
