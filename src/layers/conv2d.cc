// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/convolution.h"
#include "layers/activation_step.h"
#include "layers/window.h"

namespace hourglass {
namespace {

constexpr std::int64_t kMaxFilters = std::int64_t{1} << 16;

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

}  // namespace hourglass
