// SPDX-License-Identifier: MIT
#include "cli/recipe_arguments.h"

#include "hourglass/error.h"

namespace hourglass::cli {

void add_recipe(CLI::App& command, Given& given) {
  add_value(command, "RECIPE", given, " ",
            "vanilla, multilayer, convolutional, sparse or denoising");
}

void add_recipe_settings(CLI::App& command, Given& given) {
  add_value(command, "--recipe-settings", given, "NAME",
            "article (the default) or notebook: whose optimizer, loss and epochs");
}

std::string parse_recipe_name(const Given& given) {
  if (const auto name = single("recipe", given)) return *name;
  std::string names;
  for (const std::string_view name : recipe_names())
    names.append(names.empty() ? "" : ", ").append(name);
  throw Error(ErrorCode::invalid_argument, "recipe",
              "none is given; expected one of " + names + "; name one");
}

RecipeSettings parse_recipe_settings(const Given& given) {
  const auto name = single("--recipe-settings", given);
  return name ? RecipeSettings::from_name(*name) : RecipeSettings(RecipeSettingsKind::article);
}

}  // namespace hourglass::cli
