// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/convolution.h"
#include "layers/activation_step.h"
#include "layers/registry.h"
#include "layers/window.h"

namespace hourglass {
namespace {

constexpr std::int64_t kMaxFilters = std::int64_t{1} << 16;

void visit_options(graph::ConfigVisitor& visitor, std::int64_t& filters, Size2D& kernel_size,
                   Conv2DOptions& options) {
  visitor.visit("name", options.name);
  visitor.require("filters");
  visitor.visit("filters", filters);
  visitor.require("kernel_size");
  visitor.visit("kernel_size", kernel_size);
  visitor.visit("strides", options.strides);
  visitor.visit("padding", options.padding);
  visitor.only("data_format", "channels_last");
  visitor.only("dilation_rate", 1);
  visitor.only("groups", 1);
  visitor.visit("activation", options.activation);
  visitor.visit("use_bias", options.use_bias);
  visitor.visit("kernel_initializer", options.kernel_initializer);
  visitor.visit("bias_initializer", options.bias_initializer);
  visitor.visit("kernel_regularizer", options.kernel_regularizer);
  visitor.visit("bias_regularizer", options.bias_regularizer);
  visitor.visit("activity_regularizer", options.activity_regularizer);
}

class Conv2DLayer final : public graph::UnaryLayer {
 public:
  Conv2DLayer(std::int64_t filters, Size2D kernel_size, Conv2DOptions options)
      : UnaryLayer(options.name),
        filters_(filters),
        kernel_size_(kernel_size),
        options_(std::move(options)) {
    if (filters < 1 || filters > kMaxFilters) {
      fail("filters is " + std::to_string(filters) + "; expected 1 to " +
           std::to_string(kMaxFilters));
    }
    layers::check_size(*this, kernel_size, "kernel_size");
    layers::check_size(*this, options_.strides, "strides");
    check_regularizer(options_.kernel_regularizer, "kernel_regularizer");
    check_regularizer(options_.bias_regularizer, "bias_regularizer");
    check_regularizer(options_.activity_regularizer, "activity_regularizer");
  }

  std::string_view class_name() const override { return "Conv2D"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t filters = filters_;
    Size2D kernel_size = kernel_size_;
    Conv2DOptions options = options_;
    options.name = name();
    visit_options(visitor, filters, kernel_size, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    check(inputs.front());
    kernel_ = add_variable("kernel",
                           {kernel_size_.height, kernel_size_.width, inputs.front()[2], filters_},
                           options_.kernel_initializer, options_.kernel_regularizer);
    if (!options_.use_bias) return;
    bias_ = add_variable("bias", {filters_}, options_.bias_initializer, options_.bias_regularizer);
  }

  Shape output_shape(const Shape& input) const override {
    check(input);
    const auto windows = make_windows(input);
    return {windows.rows.output, windows.columns.output, filters_};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto windows = make_windows(builder.shape(input));
    const auto bias = bias_ ? builder.variable(bias_) : graph::kNoVariable;
    const graph::Conv2DOp conv{builder.variable(kernel_), bias, windows.rows, windows.columns};
    auto value = builder.add(conv, {input});
    value = layers::lower_activation(builder, value, options_.activation);
    return layers::lower_penalty(builder, value, options_.activity_regularizer);
  }

 private:
  layers::Windows make_windows(const Shape& input) const {
    return layers::make_windows(*this, input, kernel_size_, options_.strides, options_.padding);
  }

  void check(const Shape& input) const {
    check_image(input);
    if (kernel_ && input[2] != kernel_->shape[2]) {
      fail_shape("input shape " + input.to_string_with_batch() + " has " +
                 std::to_string(input[2]) + " channels; this layer's kernel expects " +
                 std::to_string(kernel_->shape[2]) +
                 "; use a new layer for inputs of another depth");
    }
  }

  std::int64_t filters_;
  Size2D kernel_size_;
  Conv2DOptions options_;
  graph::VariablePointer kernel_;
  graph::VariablePointer bias_;
};

}  // namespace

Conv2D::Conv2D(std::int64_t filters, Size2D kernel_size, Conv2DOptions options)
    : Layer(std::make_shared<Conv2DLayer>(filters, kernel_size, std::move(options))) {}

Layer layers::make_conv2d(graph::ConfigVisitor& config) {
  std::int64_t filters = 0;
  Size2D kernel_size = 0;
  Conv2DOptions options;
  visit_options(config, filters, kernel_size, options);
  return Conv2D(filters, kernel_size, std::move(options));
}

}  // namespace hourglass
