// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/core.h"
#include "layers/activation_step.h"

namespace hourglass {
namespace {

class ActivationLayerBase final : public graph::UnaryLayer {
 public:
  ActivationLayerBase(Activation activation, std::string name)
      : UnaryLayer(std::move(name)), activation_(activation) {}

  std::string_view class_name() const override { return "Activation"; }

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

}  // namespace hourglass
