// SPDX-License-Identifier: MIT
#include "cli/recipe_arguments.h"

#include <filesystem>

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

bool names_a_file(const std::string& name) {
  return name.find_first_of("./") != std::string::npos || std::filesystem::is_regular_file(name);
}

RecipeSettings parse_recipe_settings(const Given& given) {
  const auto name = single("--recipe-settings", given);
  return name ? RecipeSettings::from_name(*name) : RecipeSettings(RecipeSettingsKind::article);
}

}  // namespace hourglass::cli
