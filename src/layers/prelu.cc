// SPDX-License-Identifier: MIT
// relu(x) - alpha * relu(-x), in the primitives there are, as Keras computes it.
#include <algorithm>

#include "graph/layer_base.h"
#include "hourglass/layers/activation.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, PReLUOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("alpha_initializer", options.alpha_initializer);
  visitor.visit("alpha_regularizer", options.alpha_regularizer);
  visitor.visit("shared_axes", options.shared_axes.axes);
}

class PReLULayer final : public graph::UnaryLayer {
 public:
  explicit PReLULayer(PReLUOptions options)
      : UnaryLayer(options.name), options_(std::move(options)) {
    check_regularizer(options_.alpha_regularizer, "alpha_regularizer");
  }

  std::string_view class_name() const override { return "PReLU"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    PReLUOptions options = options_;
    options.name = name();
    visit_options(visitor, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    alpha_ = add_variable("alpha", alpha_shape(inputs.front()), options_.alpha_initializer,
                          options_.alpha_regularizer);
  }

  Shape output_shape(const Shape& input) const override {
    const Shape expected = alpha_shape(input);
    if (expected != alpha_->shape) {
      fail_shape("input shape " + input.to_string_with_batch() + " takes alpha of shape " +
                 expected.to_string() + "; this layer's is " + alpha_->shape.to_string() +
                 "; use a new layer for inputs of another size");
    }
    return input;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto relu = [&](graph::ValueId value) {
      return builder.add(graph::ActivationOp{ActivationKind::relu}, {value});
    };
    const auto negated = [&](graph::ValueId value) {
      return builder.add(graph::AffineOp{-1, 0}, {value});
    };
    const auto scaled = builder.add(graph::ScaleOp{builder.variable(alpha_), graph::kNoVariable},
                                    {negated(relu(negated(input)))});
    return builder.add(graph::AddOp{}, {relu(input), scaled});
  }

 private:
  Shape alpha_shape(const Shape& input) const {
    std::vector<std::int64_t> dims = input.dims();
    std::vector<std::int64_t> shared = options_.shared_axes.axes;
    std::sort(shared.begin(), shared.end());
    for (std::size_t i = 0; i < shared.size(); ++i) {
      if (shared[i] != static_cast<std::int64_t>(i) + 1 || i >= dims.size()) {
        fail_shape("shared axis " + std::to_string(shared[i]) + " was given for input shape " +
                   input.to_string_with_batch() +
                   "; expected the first axes behind the batch, each once: 1, 2 and so on; share "
                   "fewer, or those before it too");
      }
      dims[i] = 1;
    }
    return Shape(std::move(dims));
  }

  PReLUOptions options_;
  graph::VariablePointer alpha_;
};

}  // namespace

PReLU::PReLU(PReLUOptions options) : Layer(std::make_shared<PReLULayer>(std::move(options))) {}

Layer layers::make_prelu(graph::ConfigVisitor& config) {
  PReLUOptions options;
  visit_options(config, options);
  return PReLU(std::move(options));
}

}  // namespace hourglass
