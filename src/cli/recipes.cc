// SPDX-License-Identifier: MIT
// hourglass recipes: what there is to train.
#include "hourglass/recipes.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/shortest_double.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/optimizer_text.h"
#include "cli/recipe_arguments.h"
#include "cli/text.h"

namespace hourglass::cli {
namespace {

struct RecipesArguments {
  Given recipe_settings;
  bool json = false;
};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string as_text(const Recipe& recipe) {
  const Optimizer& optimizer = recipe.compile.optimizer;
  std::string settings =
      std::to_string(recipe.epochs) + " epochs of batches of " + std::to_string(recipe.batch_size);
  settings.append(", ").append(optimizer_text(optimizer));
  settings.append(", ").append(recipe.compile.loss.all.name());
  constexpr std::size_t kNameColumns = 15;
  return padded(recipe.name, kNameColumns) + recipe.description + "\n" + padded("", kNameColumns) +
         "input " + recipe.input_shape.to_string() + ", " + settings + "\n";
}

nlohmann::ordered_json as_json(const Recipe& recipe) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  json["name"] = recipe.name;
  json["description"] = recipe.description;
  json["input_shape"] = recipe.input_shape.dims();
  json["epochs"] = recipe.epochs;
  json["batch_size"] = recipe.batch_size;
  json["optimizer"] = optimizer_name(recipe.compile.optimizer);
  json["learning_rate"] = base::shortest_double(
      static_cast<float>(get_learning_rate(recipe.compile.optimizer).start()));
  json["loss_function"] = recipe.compile.loss.all.name();
  json["noise_stddev"] =
      recipe.corruption ? base::shortest_double(get_strength(*recipe.corruption)) : 0.0;
  return json;
}

int run_recipes(const RecipesArguments& arguments, Output& output) {
  const RecipeSettings settings = parse_recipe_settings(arguments.recipe_settings);
  auto list = nlohmann::ordered_json::array();
  std::string text;
  for (const std::string_view name : recipe_names()) {
    const Recipe recipe = find_recipe(name, settings);
    if (arguments.json)
      list.push_back(as_json(recipe));
    else
      text += as_text(recipe);
  }
  output.write(arguments.json ? list.dump(2) + "\n" : text);
  return kSuccess;
}

}  // namespace

Command add_recipes(CLI::App& program) {
  CLI::App* command =
      add_command(program, "recipes", "List the recipes: networks with optimizer, loss and epochs",
                  "  hourglass recipes\n"
                  "  hourglass recipes --recipe-settings notebook --json");
  auto arguments = std::make_shared<RecipesArguments>();
  add_recipe_settings(*command, arguments->recipe_settings);
  add_flag(*command, "--json", arguments->json, "Print them as JSON");
  return {command, [arguments](Output& output) { return run_recipes(*arguments, output); }};
}

}  // namespace hourglass::cli
