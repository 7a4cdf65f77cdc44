// SPDX-License-Identifier: MIT
#include "cli/history_file.h"

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "cli/text.h"
#include "hourglass/version.h"

namespace hourglass::cli {

void write_history(const std::filesystem::path& file, const TrainSettings& settings,
                   const TrainData& data, const Model& model, const History& history,
                   double seconds_to_first_step) {
  const CompileOptions& compile = settings.recipe.compile;
  nlohmann::ordered_json json;
  json["recipe"] = settings.recipe.name;
  json["recipe_settings"] = settings.recipe_settings.name();
  json["parameters"] = model.parameter_count();
  json["operations_per_sample"] = model.operations_to_train();
  json["epochs"] = history.epochs.size();
  json["batch_size"] = settings.recipe.batch_size;
  json["seed"] = settings.seed;
  json["threads"] = settings.threads;
  json["isa"] = instruction_set().name();
  json["optimizer"] = optimizer_name(compile.optimizer);
  json["learning_rate"] = shortest_double(get_learning_rate(compile.optimizer));
  json["loss_function"] = compile.loss.all.name();
  json["data"] = settings.data;
  json["samples"] = data.images.size();
  json["validation_samples"] = data.validation ? data.validation->size() : 0;
  for (const auto& [name, value] : history.epochs.front()) json[name] = history[name];
  json["seconds"] = history.seconds;
  json["seconds_to_first_step"] = seconds_to_first_step;
  json["weights_sha256"] = model.weights_sha256();
  json["hourglass_version"] = version();
  // Bytes of a path that are not UTF-8 become question marks rather than an error after the
  // training.
  const std::string text =
      json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  base::write_file_atomically(file, text + "\n");
}

}  // namespace hourglass::cli
