// SPDX-License-Identifier: MIT
#include "cli/callback_arguments.h"

#include "hourglass/error.h"
#include "train/optimizer.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kPatience = "--patience";
constexpr std::string_view kReduce = "--reduce-on-plateau";
constexpr std::string_view kFactor = "--reduce-factor";
constexpr std::string_view kSaveBest = "--save-best";
constexpr std::int64_t kMostEpochs = 1'000'000'000;

[[noreturn]] void refuse(std::string_view name, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, name, message);
}

}  // namespace

void declare_callback_arguments(CLI::App& command, CallbackArguments& arguments) {
  add_value(command, std::string(kPatience), arguments.patience, "N",
            "Stop when val_loss has not fallen for N epochs, and keep the weights of the best");
  add_value(command, std::string(kReduce), arguments.reduce_on_plateau, "N",
            "Reduce the learning rate when val_loss has not fallen for N epochs");
  add_value(command, std::string(kFactor), arguments.reduce_factor, "X",
            "What --reduce-on-plateau multiplies it by; 0.1 unless given");
}

void declare_save_best(CLI::App& command, CallbackArguments& arguments) {
  add_value(
      command, std::string(kSaveBest), arguments.save_best, "FILE",
      "Write the model, as --out does, after each epoch with a lower val_loss than all before");
}

CallbackSettings parse_callback_arguments(const CallbackArguments& arguments) {
  CallbackSettings settings;
  settings.patience = integer(kPatience, arguments.patience, 0, kMostEpochs);
  settings.reduce_on_plateau = integer(kReduce, arguments.reduce_on_plateau, 0, kMostEpochs);
  settings.reduce_factor = number(kFactor, arguments.reduce_factor, 0, 1);
  settings.save_best = single(kSaveBest, arguments.save_best);
  if (settings.reduce_factor && !settings.reduce_on_plateau) {
    refuse(kFactor,
           "is given without --reduce-on-plateau; expected the epochs to wait; add "
           "--reduce-on-plateau N");
  }
  if (settings.reduce_factor == 0.0 || settings.reduce_factor == 1.0) {
    refuse(kFactor, "'" + arguments.reduce_factor.front() +
                        "' is given; expected a number above 0 and below 1; choose another");
  }
  return settings;
}

void check_validation(const CallbackSettings& settings, bool validates) {
  if (validates) return;
  const std::string_view given = settings.patience            ? kPatience
                                 : settings.reduce_on_plateau ? kReduce
                                 : settings.save_best         ? kSaveBest
                                                              : std::string_view();
  if (given.empty()) return;
  refuse(given,
         "is given without data to validate with; expected some, as it watches val_loss; "
         "add --validation-data or --validation-split");
}

void check_averages(const CallbackSettings& settings, const Optimizer& optimizer) {
  const auto averages = train::moving_average(optimizer);
  const bool keeps_best = settings.patience || settings.save_best;
  if (!keeps_best || !averages || averages->overwrite_frequency) return;
  refuse(settings.patience ? kPatience : kSaveBest,
         "is given for an optimizer with use_ema, and keeps weights that are no average yet; "
         "expected one of them; add --ema-overwrite-frequency N, or leave one out");
}

}  // namespace hourglass::cli
