// SPDX-License-Identifier: MIT
// Add, Multiply and Concatenate.
#include "hourglass/layers/merging.h"

#include "graph/layer_base.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

class MergingLayer : public graph::LayerBase {
 public:
  using LayerBase::LayerBase;

  std::vector<Shape> output_shapes(const std::vector<Shape>& inputs) const final {
    if (inputs.size() < 2) {
      fail_shape(std::to_string(inputs.size()) + " inputs were given; expected two or more");
    }
    return {merged_shape(inputs)};
  }
  std::vector<graph::ValueId> lower(graph::GraphBuilder& builder,
                                    const std::vector<graph::ValueId>& inputs) const final {
    return {builder.add(operation(), inputs)};
  }

 protected:
  virtual Shape merged_shape(const std::vector<Shape>& inputs) const = 0;
  virtual graph::Op operation() const = 0;

  [[noreturn]] void fail_pair(const Shape& first, const Shape& other,
                              const std::string& rule) const {
    fail_shape("inputs of shape " + first.to_string_with_batch() + " and " +
               other.to_string_with_batch() + " were given; expected " + rule);
  }
};

class ElementwiseLayer : public MergingLayer {
 public:
  using MergingLayer::MergingLayer;
  void visit_config(graph::ConfigVisitor& visitor) const final {
    std::string name = this->name();
    visitor.visit("name", name);
  }
  Shape merged_shape(const std::vector<Shape>& inputs) const final {
    for (const Shape& input : inputs) {
      if (input != inputs.front()) fail_pair(inputs.front(), input, "one shape for all");
    }
    return inputs.front();
  }
};

class AddLayer final : public ElementwiseLayer {
 public:
  using ElementwiseLayer::ElementwiseLayer;
  std::string_view class_name() const override { return "Add"; }
  graph::Op operation() const override { return graph::AddOp{}; }
};

class MultiplyLayer final : public ElementwiseLayer {
 public:
  using ElementwiseLayer::ElementwiseLayer;
  std::string_view class_name() const override { return "Multiply"; }
  graph::Op operation() const override { return graph::MultiplyOp{}; }
};

void visit_concatenate(graph::ConfigVisitor& visitor, ConcatenateOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("axis", options.axis);
}

class ConcatenateLayer final : public MergingLayer {
 public:
  explicit ConcatenateLayer(ConcatenateOptions options)
      : MergingLayer(std::move(options.name)), axis_(options.axis) {
    if (axis_ == 0) fail("axis 0 is the batch; expected another axis, such as -1");
  }

  std::string_view class_name() const override { return "Concatenate"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    ConcatenateOptions options = {axis_, name()};
    visit_concatenate(visitor, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    if (!inputs.empty()) sample_axis_ = sample_axis(inputs.front());
  }

  Shape merged_shape(const std::vector<Shape>& inputs) const override {
    const Shape& first = inputs.front();
    if (sample_axis(first) != sample_axis_) {
      fail_shape("this layer was first called on another rank; use a new layer for it");
    }
    std::vector<std::int64_t> joined = first.dims();
    joined[static_cast<std::size_t>(sample_axis_)] = 0;
    for (const Shape& input : inputs) {
      std::vector<std::int64_t> dims = first.dims();
      if (input.rank() == first.rank())
        dims[static_cast<std::size_t>(sample_axis_)] = input[sample_axis_];
      if (input.dims() != dims) {
        fail_pair(first, input, "shapes that differ only along axis " + std::to_string(axis_));
      }
      joined[static_cast<std::size_t>(sample_axis_)] += input[sample_axis_];
    }
    return Shape(std::move(joined));
  }

  graph::Op operation() const override { return graph::ConcatenateOp{sample_axis_}; }

 private:
  std::int64_t sample_axis(const Shape& input) const {
    const std::int64_t axis = axis_ < 0 ? axis_ + input.rank() : axis_ - 1;
    if (axis < 0 || axis >= input.rank()) {
      fail_shape("input shape " + input.to_string_with_batch() + " has no axis " +
                 std::to_string(axis_));
    }
    return axis;
  }

  std::int64_t axis_;
  std::int64_t sample_axis_ = 0;
};

}  // namespace

Add::Add(MergingOptions options) : Layer(std::make_shared<AddLayer>(std::move(options.name))) {}

Multiply::Multiply(MergingOptions options)
    : Layer(std::make_shared<MultiplyLayer>(std::move(options.name))) {}

Concatenate::Concatenate(ConcatenateOptions options)
    : Layer(std::make_shared<ConcatenateLayer>(std::move(options))) {}

Layer layers::make_add(graph::ConfigVisitor& config) {
  MergingOptions options;
  config.visit("name", options.name);
  return Add(std::move(options));
}

Layer layers::make_multiply(graph::ConfigVisitor& config) {
  MergingOptions options;
  config.visit("name", options.name);
  return Multiply(std::move(options));
}

Layer layers::make_concatenate(graph::ConfigVisitor& config) {
  ConcatenateOptions options;
  visit_concatenate(config, options);
  return Concatenate(std::move(options));
}

}  // namespace hourglass
