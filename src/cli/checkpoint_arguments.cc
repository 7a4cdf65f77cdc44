// SPDX-License-Identifier: MIT
#include "cli/checkpoint_arguments.h"

#include <string_view>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kSaveEvery = "--save-every";
constexpr std::int64_t kMostPeriod = std::int64_t{1} << 40;

SavePeriod parse_period(const std::string& text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  const std::string unit = digits == std::string::npos ? "" : text.substr(digits);
  SavePeriod period;
  if (digits == 0 || (unit != "step" && unit != "steps" && unit != "epoch" && unit != "epochs")) {
    throw Error(ErrorCode::invalid_argument, kSaveEvery,
                "is " + base::quote(text) +
                    "; expected a number of steps or epochs; such as 20steps or 2epochs");
  }
  if (unit.starts_with("step")) period.unit = SavePeriod::Unit::steps;
  period.count = *integer(kSaveEvery, {text.substr(0, digits)}, 1, kMostPeriod);
  return period;
}

}  // namespace

void declare_checkpoint_arguments(CLI::App& command, CheckpointArguments& arguments) {
  add_value(command, "--checkpoint", arguments.folder, "DIR",
            "Save the training to this folder, again and again, and when it is stopped; the newest "
            "two checkpoints stay, .keras files each");
  add_value(command, "--save-every", arguments.save_every, "PERIOD",
            "How often --checkpoint does: 20steps, 2epochs; 1epoch unless given");
  command.add_flag("--resume", arguments.resume,
                   "Go on from the newest good checkpoint in the folder, to the same result as "
                   "never having stopped; begin where there is none");
}

std::optional<CheckpointSettings> parse_checkpoint_arguments(const CheckpointArguments& arguments) {
  const auto folder = single("--checkpoint", arguments.folder);
  const auto save_every = single(kSaveEvery, arguments.save_every);
  if (!folder) {
    if (save_every || arguments.resume) {
      throw Error(ErrorCode::invalid_argument, save_every ? kSaveEvery : "--resume",
                  "is given without --checkpoint; expected the folder of the checkpoints; add "
                  "--checkpoint DIR");
    }
    return std::nullopt;
  }
  CheckpointSettings settings = {.folder = *folder, .save_every = {}, .resume = arguments.resume};
  if (save_every) settings.save_every = parse_period(*save_every);
  return settings;
}

}  // namespace hourglass::cli
