// SPDX-License-Identifier: MIT
#include "cli/recipe_arguments.h"

namespace hourglass::cli {

void add_recipe(CLI::App& command, Given& given) {
  add_value(command, "RECIPE", given, " ", "{}", recipe_names());
}

void add_recipe_settings(CLI::App& command, Given& given) {
  add_value(command, "--recipe-settings", given, "NAME",
            "Whose optimizer, loss and epochs: {}; article unless given",
            names_of<RecipeSettingsKind>());
}

std::string parse_recipe_name(const Given& given) {
  return required("recipe", given, recipe_names());
}

RecipeSettings parse_recipe_settings(const Given& given) {
  const auto name = single("--recipe-settings", given);
  return name ? RecipeSettings::from_name(*name) : RecipeSettings(RecipeSettingsKind::article);
}

}  // namespace hourglass::cli
