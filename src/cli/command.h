// SPDX-License-Identifier: MIT
// The program's commands, one file each.
#pragma once

#include <functional>

#include "cli/cli11_fwd.h"
#include "cli/output.h"

namespace hourglass::cli {

struct Command {
  CLI::App* arguments;
  // Returns the exit code. Called after the arguments are parsed.
  std::function<int(Output&)> run;
};

Command add_train(CLI::App& program);
Command add_recipes(CLI::App& program);
Command add_summary(CLI::App& program);
Command add_shapes(CLI::App& program);
Command add_evaluate(CLI::App& program);
Command add_encode(CLI::App& program);
Command add_decode(CLI::App& program);
Command add_reconstruct(CLI::App& program);
Command add_denoise(CLI::App& program);
Command add_sample(CLI::App& program);
Command add_interpolate(CLI::App& program);
Command add_score(CLI::App& program);
Command add_export(CLI::App& program);
Command add_convert(CLI::App& program);
Command add_report(CLI::App& program);
Command add_article(CLI::App& program);
Command add_sweep(CLI::App& program);
// These two describe the program's commands, all that there are when they run.
Command add_completion(CLI::App& program);
Command add_manual(CLI::App& program);

}  // namespace hourglass::cli
