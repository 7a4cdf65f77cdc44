// SPDX-License-Identifier: MIT
// What `hourglass sweep` was asked for: its arguments, checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/cli11_fwd.h"
#include "cli/train_settings.h"

namespace hourglass::cli {

// As typed.
struct SweepArguments {
  TrainArguments train;  // `code` lists the sizes
  Given tolerance, out, keep;
};

void declare_sweep_arguments(CLI::App& command, SweepArguments& arguments);

struct SweepSettings {
  std::vector<std::int64_t> codes;       // from the smallest on
  std::vector<TrainSettings> trainings;  // one a code
  std::string network;                   // as typed: a recipe, or layers
  double tolerance = 0.05;               // 1 is as much as the best error
  std::optional<std::string> out, keep;
  bool json = false;   // the numbers go to the standard output, and nothing else
  bool quiet = false;  // nothing does; so it is with json, but for that
};

// Throws as check_train_arguments, and invalid_argument for sizes that are none or there twice.
SweepSettings check_sweep_arguments(const SweepArguments& arguments);

}  // namespace hourglass::cli
