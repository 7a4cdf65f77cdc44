// SPDX-License-Identifier: MIT
// --threads and --isa, which every command that computes has.
#pragma once

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "hourglass/instruction_set.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct ComputeArguments {
  Given threads, isa;
};

void declare_compute_arguments(CLI::App& command, ComputeArguments& arguments);

struct ComputeSettings {
  int threads = 1;
  InstructionSet isa = InstructionSetKind::best;
};

// Throws invalid_argument for values out of range and unknown names.
ComputeSettings parse_compute_arguments(const ComputeArguments& arguments);

}  // namespace hourglass::cli
