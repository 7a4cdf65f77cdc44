// SPDX-License-Identifier: MIT
#include "cli/history_text.h"

#include "base/shortest_double.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "hourglass/version.h"

namespace hourglass::cli {

namespace {

// Each output's loss, where they differ; else the one of all.
nlohmann::ordered_json loss_name(const Losses& losses) {
  if (losses.each.empty()) return losses.all.name();
  nlohmann::ordered_json names = nlohmann::ordered_json::array();
  for (const Loss loss : losses.each) names.push_back(loss.name());
  return names;
}

}  // namespace

std::string history_text(const Training& training, const History& history,
                         const std::optional<WhatWasLearned>& learned,
                         double seconds_to_first_step) {
  const auto& [settings, source, data, network] = training;
  const Model model = network.trained();
  const CompileOptions& compile = network.compile;
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (source.recipe) {
    json["recipe"] = source.name;
    json["recipe_settings"] = settings.recipe_settings.name();
  } else {
    json[source.kind == SourceKind::mirrored ? "encoder" : "model"] = source.name;
  }
  json["scale"] = network.scale.name();
  json["parameters"] = model.parameter_count();
  json["operations_per_sample"] = model.operations_to_train();
  if (settings.pretrain) json["pretrain"] = *settings.pretrain;
  json["epochs"] = history.epochs.size();
  json["batch_size"] = network.batch_size;
  json["seed"] = settings.seed;
  json["dtype_policy"] = settings.dtype_policy.name();
  json["threads"] = settings.compute.threads;
  json["isa"] = instruction_set().name();
  json["optimizer"] = optimizer_name(compile.optimizer);
  json["learning_rate"] =
      base::shortest_double(static_cast<float>(get_learning_rate(compile.optimizer).start()));
  json["loss_function"] = loss_name(compile.loss);
  if (network.corruption) json["corruption"] = to_text(*network.corruption);
  json["data"] = settings.data.name;
  if (data.window) {
    json["window"] = data.window->length;
    json["stride"] = data.window->stride;
  }
  json["samples"] = data.samples.size();
  json["validation_samples"] = data.validation ? data.validation->size() : 0;
  for (const auto& [name, value] : history.epochs.front()) json[name] = history[name];
  if (learned) json["mse_of_the_mean"] = learned->mse_of_the_mean;
  if (learned && learned->units) json["active_units"] = learned->units->active;
  json["seconds"] = history.seconds;
  json["seconds_to_first_step"] = seconds_to_first_step;
  json["weights_sha256"] = model.weights_sha256();
  json["hourglass_version"] = version();
  return json_text(json);
}

}  // namespace hourglass::cli
