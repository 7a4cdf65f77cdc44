// SPDX-License-Identifier: MIT
#include "cli/compute_arguments.h"

#include "base/thread_pool.h"

namespace hourglass::cli {

void declare_compute_arguments(CLI::App& command, ComputeArguments& arguments) {
  add_value(command, "--threads", arguments.threads, "N",
            "Up to 1024; 0, the default, is one a core");
  add_value(command, "--isa", arguments.isa, "NAME", "Vector instructions: {}; best unless given",
            names_of<InstructionSetKind>());
}

ComputeSettings parse_compute_arguments(const ComputeArguments& arguments) {
  constexpr std::int64_t kMostThreads = 1024;
  ComputeSettings settings;
  const std::int64_t threads = integer("--threads", arguments.threads, 0, kMostThreads).value_or(0);
  settings.threads = threads == 0 ? base::default_threads() : static_cast<int>(threads);
  if (const auto name = single("--isa", arguments.isa))
    settings.isa = InstructionSet::from_name(*name);
  return settings;
}

}  // namespace hourglass::cli
