// SPDX-License-Identifier: MIT
// Flatten and Reshape: the same numbers under another shape.
#include "graph/layer_base.h"
#include "hourglass/layers/reshaping.h"

namespace hourglass {
namespace {

class FlattenLayer final : public graph::UnaryLayer {
 public:
  using UnaryLayer::UnaryLayer;
  std::string_view class_name() const override { return "Flatten"; }
  Shape output_shape(const Shape& input) const override { return {input.size()}; }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::ReshapeOp{output_shape(builder.shape(input))}, {input});
  }
};

class ReshapeLayer final : public graph::UnaryLayer {
 public:
  ReshapeLayer(Shape target_shape, std::string name)
      : UnaryLayer(std::move(name)), target_shape_(std::move(target_shape)) {}

  std::string_view class_name() const override { return "Reshape"; }

  Shape output_shape(const Shape& input) const override {
    if (input.size() != target_shape_.size()) {
      fail_shape("input shape " + input.to_string_with_batch() + " has " +
                 std::to_string(input.size()) + " numbers a sample; target_shape " +
                 target_shape_.to_string() + " has " + std::to_string(target_shape_.size()) +
                 "; expected the same number");
    }
    return target_shape_;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::ReshapeOp{target_shape_}, {input});
  }

 private:
  Shape target_shape_;
};

}  // namespace

Flatten::Flatten(ReshapingOptions options)
    : Layer(std::make_shared<FlattenLayer>(std::move(options.name))) {}

Reshape::Reshape(Shape target_shape, ReshapingOptions options)
    : Layer(std::make_shared<ReshapeLayer>(std::move(target_shape), std::move(options.name))) {}

}  // namespace hourglass
