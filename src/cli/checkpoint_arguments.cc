// SPDX-License-Identifier: MIT
#include "cli/checkpoint_arguments.h"

#include <string_view>

#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kSaveEvery = "--save-every";

}  // namespace

void declare_checkpoint_arguments(CLI::App& command, CheckpointArguments& arguments) {
  add_value(command, "--checkpoint", arguments.folder, "DIR",
            "Save the training to this folder, again and again, and when it is stopped; the newest "
            "two checkpoints stay, .keras files each");
  add_value(command, "--save-every", arguments.save_every, "PERIOD",
            "How often --checkpoint does: 20steps, 2epochs; 1epoch unless given");
  add_flag(command, "--resume", arguments.resume,
           "Go on from the newest good checkpoint in the folder, to the same result as "
           "never having stopped; begin where there is none");
}

std::optional<CheckpointSettings> parse_checkpoint_arguments(const CheckpointArguments& arguments) {
  const auto folder = single("--checkpoint", arguments.folder);
  const auto save_every = period(kSaveEvery, arguments.save_every);
  if (!folder) {
    if (save_every || arguments.resume) {
      throw Error(ErrorCode::invalid_argument, save_every ? kSaveEvery : "--resume",
                  "is given without --checkpoint; expected the folder of the checkpoints; add "
                  "--checkpoint DIR");
    }
    return std::nullopt;
  }
  CheckpointSettings settings = {.folder = *folder, .save_every = {}, .resume = arguments.resume};
  if (save_every) settings.save_every = *save_every;
  return settings;
}

}  // namespace hourglass::cli
