// SPDX-License-Identifier: MIT
// hourglass summary: a recipe's network as Keras prints it.
#include <memory>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/recipe_arguments.h"
#include "hourglass/recipes.h"

namespace hourglass::cli {
namespace {

struct SummaryArguments {
  Given recipe, recipe_settings;
};

int run_summary(const SummaryArguments& arguments, Output& output) {
  const RecipeSettings settings = parse_recipe_settings(arguments.recipe_settings);
  const Autoencoder network = build_recipe(parse_recipe_name(arguments.recipe), 0, settings);
  output.write(network.autoencoder.summary({.expand_nested = true}));
  return kSuccess;
}

}  // namespace

Command add_summary(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("summary", "Print a recipe's layers, shapes and parameters");
  command->footer(
      "Examples:\n"
      "  hourglass summary convolutional\n"
      "  hourglass summary sparse --recipe-settings notebook");
  auto arguments = std::make_shared<SummaryArguments>();
  add_recipe(*command, arguments->recipe);
  add_recipe_settings(*command, arguments->recipe_settings);
  return {command, [arguments](Output& output) { return run_summary(*arguments, output); }};
}

}  // namespace hourglass::cli
