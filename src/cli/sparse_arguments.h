// SPDX-License-Identifier: MIT
// --k, --auxiliary-weight, --auxiliary-k and --dead-after: what a sparse code keeps, and how its
// dead units are revived.
#pragma once

#include <optional>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "hourglass/recipes.h"

namespace hourglass::cli {

// As typed.
struct SparseArguments {
  Given k, auxiliary_weight, auxiliary_k, dead_after;
};

void declare_sparse_arguments(CLI::App& command, SparseArguments& arguments);

// Nothing if none was given. Throws invalid_argument for what is not a number in range.
std::optional<SparseRecipe> parse_sparse_arguments(const SparseArguments& arguments);

}  // namespace hourglass::cli
