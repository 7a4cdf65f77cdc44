// SPDX-License-Identifier: MIT
// hourglass summary: a recipe's network, or a file's, as Keras prints it.
#include <memory>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/model_argument.h"
#include "cli/model_description.h"
#include "cli/recipe_arguments.h"
#include "hourglass/error.h"
#include "hourglass/recipes.h"

namespace hourglass::cli {
namespace {

struct SummaryArguments {
  Given model, recipe_settings;
  bool json = false;
};

int print(const Model& model, const ModelNotes& notes, bool json, bool is_file, Output& output) {
  if (json) {
    output.write(json_text(model_to_summary_json(model, notes)));
  } else {
    output.write(model.summary({.expand_nested = true}) +
                 (is_file ? describe_model(model, notes) : ""));
  }
  return kSuccess;
}

int run_summary(const SummaryArguments& arguments, Output& output) {
  const RecipeSettings settings = parse_recipe_settings(arguments.recipe_settings);
  const std::string name = parse_recipe_name(arguments.model);
  if (!names_a_file(name)) {
    const Model model = build_recipe(name, 0, {.settings = settings}).autoencoder;
    return print(model, {}, arguments.json, false, output);
  }
  if (!arguments.recipe_settings.empty()) {
    throw Error(ErrorCode::invalid_argument, "--recipe-settings",
                "is given with a model's file; expected it with a recipe; leave it out");
  }
  const OpenedModel file = open_model(name);
  return print(file.model, file.notes, arguments.json, true, output);
}

}  // namespace

Command add_summary(CLI::App& program) {
  CLI::App* command =
      add_command(program, "summary", "Print a model's layers, shapes and parameters",
                  "  hourglass summary convolutional\n"
                  "  hourglass summary sparse --recipe-settings notebook\n"
                  "  hourglass summary model.keras --json");
  auto arguments = std::make_shared<SummaryArguments>();
  add_value(*command, "MODEL|RECIPE", arguments->model, " ",
            "A .keras or .h5 file, or a recipe: {}", recipe_names());
  add_recipe_settings(*command, arguments->recipe_settings);
  add_flag(*command, "--json", arguments->json, "Print it as JSON");
  return {command, [arguments](Output& output) { return run_summary(*arguments, output); }};
}

}  // namespace hourglass::cli
