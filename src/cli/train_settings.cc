// SPDX-License-Identifier: MIT
#include "cli/train_settings.h"

#include <filesystem>

#include "base/atomic_file.h"
#include "base/thread_pool.h"
#include "cli/recipe_arguments.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kMostEpochs = 1'000'000'000;
constexpr std::int64_t kLargestBatch = 1'000'000;
constexpr std::int64_t kMostThreads = 1024;

Recipe adjusted_recipe(const TrainArguments& arguments, RecipeSettings settings) {
  Recipe recipe = find_recipe(parse_recipe_name(arguments.recipe), settings);
  if (const auto name = single("--optimizer", arguments.optimizer)) {
    recipe.compile.optimizer = optimizer_from_name(*name);
  }
  if (const auto rate = positive_number("--learning-rate", arguments.learning_rate)) {
    set_learning_rate(recipe.compile.optimizer, *rate);
  }
  if (const auto name = single("--loss", arguments.loss))
    recipe.compile.loss = Loss::from_name(*name);
  if (const auto epochs = integer("--epochs", arguments.epochs, 1, kMostEpochs))
    recipe.epochs = *epochs;
  if (const auto size = integer("--batch-size", arguments.batch_size, 1, kLargestBatch)) {
    recipe.batch_size = *size;
  }
  recipe.compile.metrics = {LossKind::mse};
  return recipe;
}

// So that nobody trains for an hour and has it thrown away.
void check_outputs(const TrainSettings& settings) {
  if (settings.history) base::check_writable(*settings.history);
  if (settings.picture) base::check_writable(*settings.picture);
  if (!settings.history || !settings.picture) return;
  const auto whole = [](const std::string& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
  };
  if (whole(*settings.history) == whole(*settings.picture)) {
    throw Error(
        ErrorCode::invalid_argument, "--picture",
        "is the file of --history; expected two files; choose another path for one of them");
  }
}

}  // namespace

void declare_train_arguments(CLI::App& command, TrainArguments& arguments) {
  const std::vector<std::string_view> data_sets = {"fashion-mnist", "mnist"};
  add_recipe(command, arguments.recipe);
  add_value(command, "--data", arguments.data, "NAME|PATH",
            "Images: a data set's name, a folder of MNIST's files, or one images file (IDX, also "
            "gzipped)",
            data_sets);
  add_value(command, "--validation-data", arguments.validation_data, "NAME|PATH",
            "Images to validate with; the t10k files beside the data unless given", data_sets);
  add_value(command, "--data-dir", arguments.data_dir, "DIR",
            "Look for names here before ~/.local/share/hourglass and /usr/share/datasets");
  add_value(command, "--limit", arguments.limit, "N", "Train with the first N images alone");
  add_value(command, "--epochs", arguments.epochs, "N", "The recipe's unless given");
  add_value(command, "--batch-size", arguments.batch_size, "N",
            "1 to 1000000; the recipe's unless given");
  add_value(command, "--optimizer", arguments.optimizer, "NAME",
            "{}, with Keras's defaults; the recipe's unless given", optimizer_names());
  add_value(command, "--learning-rate", arguments.learning_rate, "X",
            "The optimizer's unless given");
  add_value(command, "--loss", arguments.loss, "NAME", "{}; the recipe's unless given",
            names_of<LossKind>());
  add_recipe_settings(command, arguments.recipe_settings);
  add_value(command, "--seed", arguments.seed, "N",
            "Of weights, shuffling and noise; 0 unless given. One seed gives one result, whatever "
            "the threads");
  add_value(command, "--threads", arguments.threads, "N",
            "Up to 1024; 0, the default, is one a core");
  add_value(command, "--isa", arguments.isa, "NAME", "Vector instructions: {}; best unless given",
            names_of<InstructionSetKind>());
  add_value(command, "--history", arguments.history, "FILE",
            "Write losses, times and settings as JSON");
  add_value(command, "--picture", arguments.picture, "FILE",
            "Write a PNG of 10 images above their reconstructions");
  command.add_flag("--quiet", arguments.quiet, "Print nothing but errors");
}

TrainSettings check_train_arguments(const TrainArguments& arguments) {
  TrainSettings settings;
  settings.recipe_settings = parse_recipe_settings(arguments.recipe_settings);
  settings.recipe = adjusted_recipe(arguments, settings.recipe_settings);
  const auto data = single("--data", arguments.data);
  if (!data) {
    throw Error(
        ErrorCode::invalid_argument, "--data",
        "is missing; expected a data set's name or a path; add for instance --data fashion-mnist");
  }
  settings.data = *data;
  settings.validation_data = single("--validation-data", arguments.validation_data);
  settings.data_dir = single("--data-dir", arguments.data_dir);
  settings.seed = unsigned_integer("--seed", arguments.seed).value_or(0);
  const std::int64_t threads = integer("--threads", arguments.threads, 0, kMostThreads).value_or(0);
  settings.threads = threads == 0 ? base::default_threads() : static_cast<int>(threads);
  if (const auto name = single("--isa", arguments.isa))
    settings.isa = InstructionSet::from_name(*name);
  settings.limit = integer("--limit", arguments.limit, 1, std::int64_t{1} << 40);
  settings.history = single("--history", arguments.history);
  settings.picture = single("--picture", arguments.picture);
  settings.quiet = arguments.quiet;
  check_outputs(settings);
  return settings;
}

}  // namespace hourglass::cli
