// SPDX-License-Identifier: MIT
#include "hourglass/layers/normalization.h"
#include "layers/registry.h"
#include "layers/scale_and_shift.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, BatchNormalizationOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("momentum", options.momentum);
  visitor.visit("epsilon", options.epsilon);
  visitor.visit("center", options.center);
  visitor.visit("scale", options.scale);
  visitor.visit("beta_initializer", options.beta_initializer);
  visitor.visit("gamma_initializer", options.gamma_initializer);
  visitor.visit("moving_mean_initializer", options.moving_mean_initializer);
  visitor.visit("moving_variance_initializer", options.moving_variance_initializer);
  visitor.visit("beta_regularizer", options.beta_regularizer);
  visitor.visit("gamma_regularizer", options.gamma_regularizer);
}

class BatchNormalizationLayer final : public graph::UnaryLayer {
 public:
  BatchNormalizationLayer(std::int64_t axis, BatchNormalizationOptions options)
      : UnaryLayer(options.name), axis_(axis), options_(std::move(options)) {
    layers::check_epsilon(*this, options_.epsilon);
    if (!(options_.momentum >= 0 && options_.momentum <= 1)) {
      fail("momentum is " + std::to_string(options_.momentum) + "; expected a number from 0 to 1");
    }
    check_regularizer(options_.beta_regularizer, "beta_regularizer");
    check_regularizer(options_.gamma_regularizer, "gamma_regularizer");
  }

  std::string_view class_name() const override { return "BatchNormalization"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t axis = axis_;
    BatchNormalizationOptions options = options_;
    options.name = name();
    visitor.visit("axis", axis);
    visit_options(visitor, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    const Shape features({layers::count_features(*this, inputs.front(), nullptr)});
    if (options_.scale) {
      gamma_ =
          add_variable("gamma", features, options_.gamma_initializer, options_.gamma_regularizer);
    }
    if (options_.center) {
      beta_ = add_variable("beta", features, options_.beta_initializer, options_.beta_regularizer);
    }
    moving_mean_ = add_state("moving_mean", features, options_.moving_mean_initializer);
    moving_variance_ = add_state("moving_variance", features, options_.moving_variance_initializer);
  }

  Shape output_shape(const Shape& input) const override {
    layers::count_features(*this, input, moving_mean_);
    if (axis_ != -1 && axis_ != input.rank()) {
      fail_shape("axis " + std::to_string(axis_) + " was given for input shape " +
                 input.to_string_with_batch() + "; expected its last, -1 or " +
                 std::to_string(input.rank()) + "; build the model with that axis last");
    }
    return input;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const graph::BatchNormalizeOp normalize{layers::id_of(builder, gamma_),
                                            layers::id_of(builder, beta_),
                                            builder.variable(moving_mean_),
                                            builder.variable(moving_variance_),
                                            options_.momentum,
                                            options_.epsilon,
                                            builder.training()};
    return builder.add(normalize, {input});
  }

 private:
  std::int64_t axis_;
  BatchNormalizationOptions options_;
  graph::VariablePointer gamma_, beta_, moving_mean_, moving_variance_;
};

}  // namespace

BatchNormalization::BatchNormalization(BatchNormalizationOptions options)
    : Layer(std::make_shared<BatchNormalizationLayer>(-1, std::move(options))) {}

Layer layers::make_batch_normalization(graph::ConfigVisitor& config) {
  std::int64_t axis = -1;
  BatchNormalizationOptions options;
  config.visit_length("axis", axis);  // older Keras writes it as a list
  visit_options(config, options);
  return Layer(std::make_shared<BatchNormalizationLayer>(axis, std::move(options)));
}

}  // namespace hourglass
