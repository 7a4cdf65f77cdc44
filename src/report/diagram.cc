// SPDX-License-Identifier: MIT
#include "report/diagram.h"

#include <string>
#include <utility>
#include <vector>

#include "base/count_text.h"
#include "train/model_base.h"

namespace hourglass::report {
namespace {

// What a box says beside the class of its layer.
class Remark final : public graph::ConfigObserver {
 public:
  explicit Remark(const graph::LayerBase& layer) : layer_(layer) { layer.visit_config(*this); }

  std::string text;

  void visit(std::string_view key, Size2D& value) override {
    if (key != "kernel_size" && key != "pool_size" && key != "size") return;
    text += " " + std::to_string(value.height) + " x " + std::to_string(value.width);
  }
  void visit(std::string_view key, Activation& value) override {
    if (key == "activation" && value != Activation(ActivationKind::linear))
      text.append(", ").append(value.name());
  }
  void visit(std::string_view, Padding& value) override {
    // Of pooling that would be a word about what is hardly ever there to be left out.
    if (value == Padding(PaddingKind::valid) && layer_.class_name() == "Conv2D") text += ", valid";
  }
  void visit(std::string_view key, Regularizer& value) override {
    if (key == "activity_regularizer" && value != Regularizer()) text += ", penalized";
  }

 private:
  const graph::LayerBase& layer_;
};

std::string shape_text(const Shape& shape) {
  std::string text;
  for (const std::int64_t size : shape.dims())
    text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text;
}

page::DiagramLayer box(std::string name, const Shape& shape, page::Part part) {
  return {.name = std::move(name), .shape = shape_text(shape), .size = shape.size(), .part = part};
}

// The calls of a model, those within nested models in their place.
void add_layers(const graph::Functional& model, page::Part part,
                std::vector<page::DiagramLayer>& layers) {
  for (const auto& node : model.nodes()) {
    if (const auto* nested = dynamic_cast<const graph::Functional*>(node->layer.get())) {
      add_layers(*nested, part, layers);
      continue;
    }
    if (node->layer->class_name() == "InputLayer") continue;
    const std::int64_t parameters = graph::count_parameters(node->layer->variables());
    page::DiagramLayer layer =
        box(std::string(node->layer->class_name()) + Remark(*node->layer).text,
            node->output_shapes.front(), part);
    if (parameters > 0) layer.detail = base::count_text(parameters) + " parameters";
    layers.push_back(std::move(layer));
  }
}

}  // namespace

page::Diagram diagram_of(const Autoencoder& network) {
  page::Diagram diagram;
  diagram.layers.push_back(
      box("Input", network.encoder.inputs().front().shape(), page::Part::input));
  add_layers(train::base_of(network.encoder), page::Part::encoder, diagram.layers);
  if (diagram.layers.size() > 1) diagram.layers.back().part = page::Part::code;
  add_layers(train::base_of(network.decoder), page::Part::decoder, diagram.layers);
  diagram.layers.back().part = page::Part::output;
  return diagram;
}

}  // namespace hourglass::report
