// SPDX-License-Identifier: MIT
// What watches val_loss while a training goes on: --patience, --reduce-on-plateau, --save-best.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "hourglass/optimizers.h"

namespace hourglass::cli {

// As typed.
struct CallbackArguments {
  Given patience, reduce_on_plateau, reduce_factor, save_best;
};

// Without --save-best, which is for commands that train one model.
void declare_callback_arguments(CLI::App& command, CallbackArguments& arguments);
void declare_save_best(CLI::App& command, CallbackArguments& arguments);

struct CallbackSettings {
  std::optional<std::int64_t> patience;  // of early stopping
  std::optional<std::int64_t> reduce_on_plateau;
  std::optional<double> reduce_factor;
  std::optional<std::string> save_best;  // a file
};

// Throws invalid_argument for values out of range, and for a factor of nothing.
CallbackSettings parse_callback_arguments(const CallbackArguments& arguments);

// Throws invalid_argument if any of them is given, and `validates` is not.
void check_validation(const CallbackSettings& settings, bool validates);

// Throws invalid_argument if the best weights are to be kept where they are no averages yet: of an
// optimizer with use_ema and without ema_overwrite_frequency.
void check_averages(const CallbackSettings& settings, const Optimizer& optimizer);

}  // namespace hourglass::cli
