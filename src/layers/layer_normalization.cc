// SPDX-License-Identifier: MIT
#include "hourglass/layers/normalization.h"
#include "layers/registry.h"
#include "layers/scale_and_shift.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, std::vector<std::int64_t>& axis,
                   LayerNormalizationOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("axis", axis);
  visitor.visit("epsilon", options.epsilon);
  visitor.visit("center", options.center);
  visitor.visit("scale", options.scale);
  visitor.visit("beta_initializer", options.beta_initializer);
  visitor.visit("gamma_initializer", options.gamma_initializer);
  visitor.visit("beta_regularizer", options.beta_regularizer);
  visitor.visit("gamma_regularizer", options.gamma_regularizer);
}

class LayerNormalizationLayer final : public graph::UnaryLayer {
 public:
  LayerNormalizationLayer(std::vector<std::int64_t> axis, LayerNormalizationOptions options)
      : UnaryLayer(options.name), axis_(std::move(axis)), options_(std::move(options)) {
    layers::check_epsilon(*this, options_.epsilon);
    check_regularizer(options_.beta_regularizer, "beta_regularizer");
    check_regularizer(options_.gamma_regularizer, "gamma_regularizer");
  }

  std::string_view class_name() const override { return "LayerNormalization"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::vector<std::int64_t> axis = axis_;
    LayerNormalizationOptions options = options_;
    options.name = name();
    visit_options(visitor, axis, options);
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
  }

  Shape output_shape(const Shape& input) const override {
    layers::count_features(*this, input, gamma_ ? gamma_ : beta_);
    if (axis_.size() != 1 || (axis_.front() != -1 && axis_.front() != input.rank())) {
      std::string axes;
      for (const std::int64_t axis : axis_)
        axes += (axes.empty() ? "" : ", ") + std::to_string(axis);
      fail_shape("axes (" + axes + ") were given for input shape " + input.to_string_with_batch() +
                 "; expected its last alone, -1 or " + std::to_string(input.rank()) +
                 "; put Flatten() before it to standardize all numbers of a sample");
    }
    return input;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto standard = builder.add(graph::StandardizeOp{options_.epsilon}, {input});
    if (!gamma_ && !beta_) return standard;
    return builder.add(
        graph::ScaleOp{layers::id_of(builder, gamma_), layers::id_of(builder, beta_)}, {standard});
  }

 private:
  std::vector<std::int64_t> axis_;  // more than one comes from a file alone, and is refused
  LayerNormalizationOptions options_;
  graph::VariablePointer gamma_, beta_;
};

}  // namespace

LayerNormalization::LayerNormalization(LayerNormalizationOptions options)
    : Layer(std::make_shared<LayerNormalizationLayer>(std::vector<std::int64_t>{-1},
                                                      std::move(options))) {}

Layer layers::make_layer_normalization(graph::ConfigVisitor& config) {
  std::vector<std::int64_t> axis = {-1};
  LayerNormalizationOptions options;
  visit_options(config, axis, options);
  return Layer(std::make_shared<LayerNormalizationLayer>(std::move(axis), std::move(options)));
}

}  // namespace hourglass
