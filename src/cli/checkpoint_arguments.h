// SPDX-License-Identifier: MIT
// --checkpoint, --save-every and --resume.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/arguments.h"

namespace hourglass::cli {

// As typed.
struct CheckpointArguments {
  Given folder, save_every;
  bool resume = false;
};

void declare_checkpoint_arguments(CLI::App& command, CheckpointArguments& arguments);

// "20steps" or "2epochs".
struct SavePeriod {
  enum class Unit { steps, epochs };
  std::int64_t count = 1;
  Unit unit = Unit::epochs;
};

struct CheckpointSettings {
  std::string folder;
  SavePeriod save_every;
  bool resume = false;
};

// Nothing without --checkpoint. Throws invalid_argument for a period that is none, and for the
// others without --checkpoint.
std::optional<CheckpointSettings> parse_checkpoint_arguments(const CheckpointArguments& arguments);

}  // namespace hourglass::cli
