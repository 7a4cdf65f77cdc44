// SPDX-License-Identifier: MIT
// Flatten and Reshape: the same numbers under another shape.
#include <algorithm>

#include "graph/layer_base.h"
#include "hourglass/layers/reshaping.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_flatten(graph::ConfigVisitor& visitor, std::string& name) {
  visitor.visit("name", name);
  visitor.only("data_format", "channels_last");
}

void visit_reshape(graph::ConfigVisitor& visitor, std::vector<std::int64_t>& target_shape,
                   std::string& name) {
  visitor.visit("name", name);
  visitor.require("target_shape");
  visitor.visit("target_shape", target_shape);
}

class FlattenLayer final : public graph::UnaryLayer {
 public:
  using UnaryLayer::UnaryLayer;
  std::string_view class_name() const override { return "Flatten"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::string name = this->name();
    visit_flatten(visitor, name);
  }
  Shape output_shape(const Shape& input) const override { return {input.size()}; }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::ReshapeOp{output_shape(builder.shape(input))}, {input});
  }
};

class ReshapeLayer final : public graph::UnaryLayer {
 public:
  // One dimension may be -1, as in Keras: what is left over.
  ReshapeLayer(std::vector<std::int64_t> target_shape, std::string name)
      : UnaryLayer(std::move(name)), target_shape_(std::move(target_shape)) {}

  std::string_view class_name() const override { return "Reshape"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::vector<std::int64_t> target_shape = target_shape_;
    std::string name = this->name();
    visit_reshape(visitor, target_shape, name);
  }

  Shape output_shape(const Shape& input) const override {
    Shape target = fill_in(input);
    if (input.size() != target.size()) {
      fail_shape("input shape " + input.to_string_with_batch() + " has " +
                 std::to_string(input.size()) + " numbers a sample; target_shape " +
                 target.to_string() + " has " + std::to_string(target.size()) +
                 "; expected the same number");
    }
    return target;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::ReshapeOp{output_shape(builder.shape(input))}, {input});
  }

 private:
  // The target with a number in place of -1: 1 where what is left over is none.
  Shape fill_in(const Shape& input) const {
    std::vector<std::int64_t> dims = target_shape_;
    const auto open = std::find(dims.begin(), dims.end(), -1);
    if (open == dims.end()) return Shape(std::move(dims));
    *open = 1;
    const std::int64_t others = Shape(dims).size();
    *open = std::max<std::int64_t>(1, input.size() / others);
    return Shape(std::move(dims));
  }

  std::vector<std::int64_t> target_shape_;
};

}  // namespace

Flatten::Flatten(ReshapingOptions options)
    : Layer(std::make_shared<FlattenLayer>(std::move(options.name))) {}

Reshape::Reshape(const Shape& target_shape, ReshapingOptions options)
    : Layer(std::make_shared<ReshapeLayer>(target_shape.dims(), std::move(options.name))) {}

Layer layers::make_flatten(graph::ConfigVisitor& config) {
  std::string name;
  visit_flatten(config, name);
  return Flatten({.name = std::move(name)});
}

Layer layers::make_reshape(graph::ConfigVisitor& config) {
  std::vector<std::int64_t> target_shape;
  std::string name;
  visit_reshape(config, target_shape, name);
  return Layer(std::make_shared<ReshapeLayer>(std::move(target_shape), std::move(name)));
}

}  // namespace hourglass
