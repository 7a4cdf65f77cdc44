// SPDX-License-Identifier: MIT
#include "cli/sparse_arguments.h"

#include <string_view>

namespace hourglass::cli {
namespace {

constexpr std::string_view kK = "--k";
constexpr std::string_view kWeight = "--auxiliary-weight";
constexpr std::string_view kAuxiliary = "--auxiliary-k";
constexpr std::string_view kDeadAfter = "--dead-after";
constexpr std::int64_t kMost = std::int64_t{1} << 24;
constexpr double kHeaviest = 1e9;

}  // namespace

void declare_sparse_arguments(CLI::App& command, SparseArguments& arguments) {
  add_value(
      command, std::string(kK), arguments.k, "N",
      "Of topk and batch-topk: units of the code that a sample keeps; 32, or all of fewer, unless "
      "given");
  add_value(command, std::string(kWeight), arguments.auxiliary_weight, "X",
            "Of topk and batch-topk: weight of the loss that revives dead units; 1/32 unless "
            "given, 0 for none");
  add_value(command, std::string(kAuxiliary), arguments.auxiliary_k, "N",
            "Of topk and batch-topk: dead units that a sample revives; half as many as features "
            "unless given");
  add_value(command, std::string(kDeadAfter), arguments.dead_after, "SAMPLES",
            "Of topk and batch-topk: samples without a unit after which it is dead; an epoch's "
            "unless given");
}

std::optional<SparseRecipe> parse_sparse_arguments(const SparseArguments& arguments) {
  SparseRecipe recipe;
  const auto k = integer(kK, arguments.k, 1, kMost);
  const auto weight = number(kWeight, arguments.auxiliary_weight, 0, kHeaviest);
  const auto auxiliary_k = integer(kAuxiliary, arguments.auxiliary_k, 1, kMost);
  const auto dead_after = integer(kDeadAfter, arguments.dead_after, 1, kMost);
  if (!k && !weight && !auxiliary_k && !dead_after) return std::nullopt;
  recipe.k = k;
  if (weight) recipe.code.auxiliary_weight = static_cast<float>(*weight);
  recipe.code.auxiliary_k = auxiliary_k.value_or(recipe.code.auxiliary_k);
  recipe.code.dead_after = dead_after.value_or(recipe.code.dead_after);
  return recipe;
}

}  // namespace hourglass::cli
