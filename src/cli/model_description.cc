// SPDX-License-Identifier: MIT
#include "cli/model_description.h"

#include <algorithm>

#include "base/shortest_double.h"
#include "cli/model_argument.h"
#include "cli/optimizer_text.h"
#include "cli/text.h"
#include "graph/functional.h"
#include "train/model_base.h"

namespace hourglass::cli {
namespace {

using nlohmann::ordered_json;

std::string shapes_text(const std::vector<SymbolicTensor>& tensors) {
  std::string text;
  for (const SymbolicTensor& tensor : tensors)
    text += (text.empty() ? "" : ", ") + tensor.shape().to_string();
  return text;
}

ordered_json shapes_json(const std::vector<SymbolicTensor>& tensors) {
  auto shapes = ordered_json::array();
  for (const SymbolicTensor& tensor : tensors) shapes.push_back(tensor.shape().dims());
  return shapes;
}

Shape output_shape_of(const graph::Functional& model, const graph::LayerBase& layer) {
  const auto& nodes = model.nodes();
  const auto call = std::find_if(nodes.begin(), nodes.end(),
                                 [&](const auto& node) { return node->layer.get() == &layer; });
  return (*call)->output_shapes.front();
}

// Models are nested no deeper than the files that hold them may be.
ordered_json layers_json(const graph::Functional& model) {
  auto layers = ordered_json::array();
  for (const auto& layer : model.layers()) {
    ordered_json json = {{"class", layer->class_name()},
                         {"name", layer->name()},
                         {"shape", output_shape_of(model, *layer).dims()},
                         {"parameters", graph::count_parameters(layer->variables())}};
    if (const auto* nested = dynamic_cast<const graph::Functional*>(layer.get()))
      json["layers"] = layers_json(*nested);
    layers.push_back(std::move(json));
  }
  return layers;
}

std::string losses_text(const train::Compiled& compiled) {
  std::string text;
  for (const Loss& loss : compiled.losses)
    text.append(text.empty() ? "" : ", ").append(loss.name());
  return text;
}

std::string columns_text(const TableSchema& schema) {
  std::string text;
  for (const TableColumn& column : schema.columns) {
    text += (text.empty() ? "" : ", ") + column.name;
    if (column.kind == ColumnKind::category)
      text += " (" + std::to_string(column.categories.size()) + " categories)";
  }
  return text;
}

// What follows a label, one line each.
std::string line(const std::string& label, const std::string& text) {
  constexpr std::size_t kColumns = 14;
  std::string padded = " " + label + ":";
  padded.resize(std::max(padded.size() + 1, kColumns), ' ');
  return padded + text + "\n";
}

}  // namespace

std::string describe_model(const Model& model, const ModelNotes& notes) {
  std::string text = line("Input", shapes_text(model.inputs()));
  text += line("Output", shapes_text(model.outputs()));
  if (const auto parts = try_to_split(model))
    text += line("Code", shapes_text(parts->encoder.outputs()));
  const train::ModelBase& base = train::base_of(model);
  if (base.is_compiled()) {
    const train::Compiled& compiled = base.compiled("summary");
    text +=
        line("Compiled", optimizer_text(compiled.options.optimizer) + ", " + losses_text(compiled));
    text += line("Trained", count_text(compiled.iterations) + " steps");
  }
  if (notes.schema) text += line("Columns", columns_text(*notes.schema));
  if (notes.schema && notes.schema->label) text += line("Label", *notes.schema->label);
  if (notes.corruption) text += line("Corruption", to_text(*notes.corruption));
  if (notes.threshold) {
    text +=
        line("Threshold", number_text(notes.threshold->value) + " (" + notes.threshold->rule + ")");
  }
  return text;
}

ordered_json model_to_summary_json(const Model& model, const ModelNotes& notes) {
  const train::ModelBase& base = train::base_of(model);
  ordered_json json = {{"name", model.name()},
                       {"input_shapes", shapes_json(model.inputs())},
                       {"output_shapes", shapes_json(model.outputs())}};
  if (const auto parts = try_to_split(model))
    json["code_shape"] = parts->encoder.outputs().front().shape().dims();
  json["parameters"] = model.parameter_count();
  json["layers"] = layers_json(base);
  if (base.is_compiled()) {
    const train::Compiled& compiled = base.compiled("summary");
    const Optimizer& optimizer = compiled.options.optimizer;
    json["optimizer"] = optimizer_name(optimizer);
    const LearningRate& rate = get_learning_rate(optimizer);
    json["learning_rate"] = base::shortest_double(static_cast<float>(rate.start()));
    if (!rate.schedule_name().empty()) json["learning_rate_schedule"] = rate.schedule_name();
    json["loss_function"] = losses_text(compiled);
    json["steps"] = compiled.iterations;
  }
  const ordered_json noted = to_json(notes);
  for (const auto& [key, value] : noted.items()) json[key] = value;
  return json;
}

}  // namespace hourglass::cli
