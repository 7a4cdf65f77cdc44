// SPDX-License-Identifier: MIT
// --beta, --kl-warm-up and --free-bits: how the code of a variational autoencoder is held to the
// normal distribution.
#pragma once

#include <optional>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "hourglass/layers/sampling.h"

namespace hourglass::cli {

// As typed.
struct VariationalArguments {
  Given beta, kl_warm_up, free_bits;
};

void declare_variational_arguments(CLI::App& command, VariationalArguments& arguments);

// Nothing if none was given. Throws invalid_argument for what is not a number of at least 0.
std::optional<SamplingOptions> parse_variational_arguments(const VariationalArguments& arguments);

}  // namespace hourglass::cli
