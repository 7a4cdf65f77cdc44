// SPDX-License-Identifier: MIT
#include "keras/compile_config.h"

#include <algorithm>

#include "base/quote.h"
#include "base/shortest_double.h"
#include "keras/names.h"
#include "keras/optimizer_config.h"

namespace hourglass::keras {
namespace {

using formats::Json;
using formats::OrderedJson;

// Options of losses with the only value that they have here.
void check_loss_options(const NamedObject& loss, const Place& place) {
  if (loss.config == nullptr || !loss.config->is_object()) return;
  for (const auto& [key, value] : loss.config->items()) {
    const bool usual = value.is_null() || value == false || value == 0 || key == "name" ||
                       key == "dtype" || key == "fn" || key == "axis" ||
                       (key == "reduction" && value == "sum_over_batch_size") ||
                       (key == "delta" && value == 1);
    if (!usual) {
      place.unsupported("loss " + base::quote(loss.class_name) + " has " + base::excerpt(key) +
                        " = " + formats::describe_json(value) +
                        "; expected Keras's default; compile the model with that");
    }
  }
}

Loss read_loss(const Json& value, const Place& place) {
  const NamedObject object = to_named_object(value, "loss", place);
  const auto kind = find_loss(object.class_name);
  if (!kind) {
    place.unsupported("there is no loss " + base::quote(object.class_name) +
                      " here; expected mse, mae, binary_crossentropy or huber; compile the model "
                      "with one of them");
  }
  check_loss_options(object, place);
  return *kind;
}

// One value, one an output, or one by the output's name: as a list in the order of the outputs.
std::vector<const Json*> by_output(const Json& value, const std::vector<std::string>& output_names,
                                   std::string_view key, const Place& place) {
  std::vector<const Json*> found;
  const bool is_object = find(value, "class_name") != nullptr;
  if (value.is_array()) {
    for (const Json& item : value) found.push_back(&item);
  } else if (value.is_object() && !is_object) {
    for (const std::string& name : output_names) found.push_back(&need(value, name, place));
  } else {
    found.push_back(&value);
  }
  const bool has_null =
      std::any_of(found.begin(), found.end(), [](const Json* item) { return item->is_null(); });
  if (has_null) {
    place.unsupported(std::string(key) +
                      " leaves an output out; expected one for each; compile the model with all");
  }
  return found;
}

std::vector<Loss> read_metrics(const Json& value, const Place& place) {
  std::vector<Loss> metrics;
  if (!value.is_array()) return metrics;
  for (const Json& item : value) {
    if (item.is_string()) {
      if (const auto kind = find_loss(item.get<std::string>())) metrics.emplace_back(*kind);
    } else if (find(item, "class_name") != nullptr) {
      const auto kind = find_loss(to_named_object(item, "metric", place).class_name);
      if (kind) metrics.emplace_back(*kind);
    }
  }
  return metrics;
}

}  // namespace

CompileOptions read_compile_config(const Json& config, const std::vector<std::string>& output_names,
                                   const Place& place) {
  CompileOptions options;
  options.optimizer = read_optimizer(need(config, "optimizer", place), place);
  std::vector<Loss> losses;
  for (const Json* loss : by_output(need(config, "loss", place), output_names, "loss", place))
    losses.push_back(read_loss(*loss, place));
  // None would be Hourglass's default, which the file does not ask for.
  if (losses.empty()) place.refuse_value("loss", config["loss"], "one for each output");
  if (losses.size() == 1) {
    options.loss = losses.front();
  } else {
    options.loss = std::move(losses);
  }
  if (const Json* weights = find(config, "loss_weights")) {
    for (const Json* weight : by_output(*weights, output_names, "loss_weights", place))
      options.loss_weights.push_back(to_float(*weight, "loss_weights", place));
  }
  if (const Json* metrics = find(config, "metrics"))
    options.metrics = read_metrics(*metrics, place);
  return options;
}

OrderedJson write_compile_config(const CompileOptions& options) {
  OrderedJson config = OrderedJson::object();
  config["optimizer"] = write_optimizer(options.optimizer);
  if (options.loss.each.empty()) {
    config["loss"] = options.loss.all.name();
  } else {
    for (const Loss loss : options.loss.each) config["loss"].push_back(loss.name());
  }
  config["loss_weights"] = nullptr;
  if (!options.loss_weights.empty()) {
    config["loss_weights"] = OrderedJson::array();
    for (const float weight : options.loss_weights)
      config["loss_weights"].push_back(base::shortest_double(weight));
  }
  config["metrics"] = OrderedJson::array();
  for (const Loss metric : options.metrics) config["metrics"].push_back(metric.name());
  if (options.metrics.empty()) config["metrics"] = nullptr;
  config["weighted_metrics"] = nullptr;
  return config;
}

}  // namespace hourglass::keras
