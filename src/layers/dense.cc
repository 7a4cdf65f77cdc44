// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/core.h"
#include "layers/activation_step.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

constexpr std::int64_t kMaxUnits = std::int64_t{1} << 24;

void visit_options(graph::ConfigVisitor& visitor, std::int64_t& units, DenseOptions& options) {
  visitor.visit("name", options.name);
  visitor.require("units");
  visitor.visit("units", units);
  visitor.visit("activation", options.activation);
  visitor.visit("use_bias", options.use_bias);
  visitor.visit("kernel_initializer", options.kernel_initializer);
  visitor.visit("bias_initializer", options.bias_initializer);
  visitor.visit("kernel_regularizer", options.kernel_regularizer);
  visitor.visit("bias_regularizer", options.bias_regularizer);
  visitor.visit("activity_regularizer", options.activity_regularizer);
  visitor.visit_aside("contraction", options.contraction);
  visitor.visit_aside("tied_to", options.tied_to);
}

bool has_slope(Activation activation) {
  return activation == Activation("sigmoid") || activation == Activation("tanh") ||
         activation == Activation("relu") || activation == Activation("linear");
}

class DenseLayer final : public graph::UnaryLayer {
 public:
  DenseLayer(std::int64_t units, DenseOptions options)
      : UnaryLayer(options.name), units_(units), options_(std::move(options)) {
    if (units < 1 || units > kMaxUnits) {
      fail("units is " + std::to_string(units) + "; expected 1 to " + std::to_string(kMaxUnits));
    }
    check_regularizer(options_.kernel_regularizer, "kernel_regularizer");
    check_regularizer(options_.bias_regularizer, "bias_regularizer");
    check_regularizer(options_.activity_regularizer, "activity_regularizer");
    check_contraction();
    if (options_.tied_to) check_is_free_to_tie();
  }

  std::string_view class_name() const override { return "Dense"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t units = units_;
    DenseOptions options = options_;
    options.name = name();
    visit_options(visitor, units, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    check(inputs.front());
    if (options_.tied_to) {
      kernel_ = kernel_to_tie(inputs.front()[-1]);
      share_variable(kernel_);
    } else {
      kernel_ = add_variable("kernel", {inputs.front()[-1], units_}, options_.kernel_initializer,
                             options_.kernel_regularizer);
    }
    if (!options_.use_bias) return;
    bias_ = add_variable("bias", {units_}, options_.bias_initializer, options_.bias_regularizer);
  }

  const LayerBase* tied_to() const override {
    return options_.tied_to ? options_.tied_to->base().get() : nullptr;
  }

  Shape output_shape(const Shape& input) const override {
    check(input);
    std::vector<std::int64_t> dims = input.dims();
    dims.back() = units_;
    return Shape(std::move(dims));
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto bias = bias_ ? builder.variable(bias_) : graph::kNoVariable;
    const bool transposed = options_.tied_to.has_value();
    auto value = builder.add(graph::DenseOp{builder.variable(kernel_), bias, transposed}, {input});
    value = layers::lower_activation(builder, value, options_.activation);
    if (options_.contraction > 0) {
      value = builder.add(graph::ContractionOp{builder.variable(kernel_),
                                               options_.activation.kind(), options_.contraction},
                          {value});
    }
    return layers::lower_penalty(builder, value, options_.activity_regularizer);
  }

 private:
  void check_contraction() const {
    if (!std::isfinite(options_.contraction) || options_.contraction < 0) {
      fail("contraction is " + std::to_string(options_.contraction) +
           "; expected a finite number, 0 or more");
    }
    if (options_.contraction > 0 && !has_slope(options_.activation)) {
      fail("contraction was given beside the activation " +
           std::string(options_.activation.name()) + "; expected sigmoid, tanh, relu or linear");
    }
  }

  void check_is_free_to_tie() const {
    if (!options_.kernel_regularizer.is_zero()) {
      fail(
          "tied_to and kernel_regularizer were both given; expected one of them; give the "
          "regularizer to the layer that this one is tied to");
    }
    if (options_.contraction > 0) {
      fail("tied_to and contraction were both given; expected one of them; contract the encoder");
    }
  }

  graph::VariablePointer kernel_to_tie(std::int64_t inputs) const {
    const LayerBase& layer = *options_.tied_to->base();
    const auto* other = dynamic_cast<const DenseLayer*>(&layer);
    if (other == nullptr || other == this)
      fail("tied_to is " + layer.where() +
           "; expected another Dense layer; take the one that this layer undoes");
    if (other->options_.tied_to) {
      fail("tied_to is " + layer.where() +
           ", which is tied itself; expected a layer with a kernel of its own; take that one");
    }
    if (!other->kernel_)
      fail("tied_to is " + layer.where() + ", which was not called; call it before this layer");
    const Shape& kernel = other->kernel_->shape;
    if (kernel != Shape({units_, inputs})) {
      fail_shape(std::to_string(inputs) + " inputs and " + std::to_string(units_) +
                 " units were given; expected " + std::to_string(kernel[1]) + " and " +
                 std::to_string(kernel[0]) + " to be tied to " + layer.where() +
                 "; make this layer its mirror image");
    }
    return other->kernel_;
  }

  std::int64_t inputs() const { return kernel_->shape[options_.tied_to ? 1 : 0]; }

  void check(const Shape& input) const {
    if (input.rank() == 0) {
      fail_shape(
          "input shape (None,) has no features; expected (None, ..., features); put "
          "Reshape({1}) before it");
    }
    if (kernel_ && input[-1] != inputs()) {
      fail_shape("input shape " + input.to_string_with_batch() + " ends in " +
                 std::to_string(input[-1]) + "; this layer's kernel expects " +
                 std::to_string(inputs()) + "; use a new layer for inputs of another size");
    }
  }

  std::int64_t units_;
  DenseOptions options_;
  graph::VariablePointer kernel_;
  graph::VariablePointer bias_;
};

}  // namespace

Dense::Dense(std::int64_t units, DenseOptions options)
    : Layer(std::make_shared<DenseLayer>(units, std::move(options))) {}

Layer layers::make_dense(graph::ConfigVisitor& config) {
  std::int64_t units = 0;
  DenseOptions options;
  visit_options(config, units, options);
  return Dense(units, std::move(options));
}

}  // namespace hourglass
