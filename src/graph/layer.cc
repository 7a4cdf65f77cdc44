// SPDX-License-Identifier: MIT
// The public handles over LayerBase.
#include "hourglass/layer.h"

#include <utility>

#include "graph/layer_base.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

class InputLayer final : public graph::LayerBase {
 public:
  InputLayer(Shape shape, std::string name)
      : LayerBase(std::move(name)), shape_(std::move(shape)) {}
  std::string_view class_name() const override { return "InputLayer"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::string name = this->name();
    visitor.visit("name", name);
  }
  std::vector<Shape> output_shapes(const std::vector<Shape>& inputs) const override {
    if (!inputs.empty()) fail("an input takes no inputs; start the graph with it");
    return {shape_};
  }
  std::vector<graph::ValueId> lower(graph::GraphBuilder&,
                                    const std::vector<graph::ValueId>&) const override {
    fail("an input cannot be called");
  }

 private:
  Shape shape_;
};

}  // namespace

const Shape& SymbolicTensor::shape() const { return node_->output_shapes[index_]; }

SymbolicTensor Layer::operator()(const SymbolicTensor& input) const {
  return (*this)(std::vector<SymbolicTensor>{input});
}

SymbolicTensor Layer::operator()(const std::vector<SymbolicTensor>& inputs) const {
  return base_->call(base_, inputs).front();
}

const std::string& Layer::name() const { return base_->name(); }

std::vector<Weight> Layer::weights() const {
  std::vector<Weight> weights;
  for (const auto& variable : base_->variables()) {
    weights.push_back(
        {variable->name, variable->shape, {variable->values.begin(), variable->values.end()}});
  }
  return weights;
}

void Layer::set_weights(const std::vector<std::vector<float>>& values) {
  const auto variables = base_->variables();
  if (values.size() != variables.size()) {
    base_->fail_shape(std::to_string(values.size()) + " arrays were given; expected " +
                      std::to_string(variables.size()) + ", one a weight");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].size() != static_cast<std::size_t>(variables[i]->shape.size())) {
      base_->fail_shape("array " + std::to_string(i) + " has " + std::to_string(values[i].size()) +
                        " numbers; expected " + std::to_string(variables[i]->shape.size()) +
                        " for '" + variables[i]->name + "' " + variables[i]->shape.to_string());
    }
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    variables[i]->values.assign(values[i].begin(), values[i].end());
}

SymbolicTensor Input(Shape shape, std::string name) {
  auto layer = std::make_shared<InputLayer>(std::move(shape), std::move(name));
  return layer->call(layer, {}).front();
}

}  // namespace hourglass
