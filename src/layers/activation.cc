// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/core.h"
#include "layers/activation_step.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, Activation& activation, std::string& name) {
  visitor.visit("name", name);
  visitor.require("activation");
  visitor.visit("activation", activation);
}

class ActivationLayerBase final : public graph::UnaryLayer {
 public:
  ActivationLayerBase(Activation activation, std::string name)
      : UnaryLayer(std::move(name)), activation_(activation) {}

  std::string_view class_name() const override { return "Activation"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    Activation activation = activation_;
    std::string name = this->name();
    visit_options(visitor, activation, name);
  }

  Shape output_shape(const Shape& input) const override {
    if (activation_ == Activation(ActivationKind::softmax) && input.rank() == 0) {
      fail_shape("input shape (None,) has no axis to take softmax over; expected (None, ..., n)");
    }
    return input;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return layers::lower_activation(builder, input, activation_);
  }

 private:
  Activation activation_;
};

}  // namespace

ActivationLayer::ActivationLayer(Activation activation, ActivationOptions options)
    : Layer(std::make_shared<ActivationLayerBase>(activation, std::move(options.name))) {}

Layer layers::make_activation(graph::ConfigVisitor& config) {
  Activation activation = ActivationKind::linear;
  std::string name;
  visit_options(config, activation, name);
  return ActivationLayer(activation, {.name = std::move(name)});
}

}  // namespace hourglass
