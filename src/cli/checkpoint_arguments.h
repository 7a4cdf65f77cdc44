// SPDX-License-Identifier: MIT
// --checkpoint, --save-every and --resume.
#pragma once

#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "cli/period.h"

namespace hourglass::cli {

// As typed.
struct CheckpointArguments {
  Given folder, save_every;
  bool resume = false;
};

void declare_checkpoint_arguments(CLI::App& command, CheckpointArguments& arguments);

struct CheckpointSettings {
  std::string folder;
  Period save_every;
  bool resume = false;
};

// Nothing without --checkpoint. Throws invalid_argument for a period that is none, and for the
// others without --checkpoint.
std::optional<CheckpointSettings> parse_checkpoint_arguments(const CheckpointArguments& arguments);

}  // namespace hourglass::cli
