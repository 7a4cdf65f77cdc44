// SPDX-License-Identifier: MIT
// RECIPE and --recipe-settings, which several commands have.
#pragma once

#include <string>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "hourglass/recipes.h"

namespace hourglass::cli {

void add_recipe(CLI::App& command, Given& given);
void add_recipe_settings(CLI::App& command, Given& given);

// Throws invalid_argument, with the names there are, if none is given. Whether there is one of that
// name is for find_recipe() to say.
std::string parse_recipe_name(const Given& given);
// Where a recipe or a model's file may stand: recipes have no dots and slashes in their names.
bool names_a_file(const std::string& name);
RecipeSettings parse_recipe_settings(const Given& given);

}  // namespace hourglass::cli
