// SPDX-License-Identifier: MIT
#include "layers/convolution_layer.h"

#include "layers/activation_step.h"
#include "layers/window.h"

namespace hourglass::layers {
namespace {

constexpr std::int64_t kMaxFilters = std::int64_t{1} << 16;

}  // namespace

ConvolutionLayer::ConvolutionLayer(std::string_view class_name, std::int64_t filters,
                                   Size2D kernel_size, Conv2DOptions options)
    : UnaryLayer(options.name),
      class_name_(class_name),
      filters_(filters),
      kernel_size_(kernel_size),
      options_(std::move(options)) {
  if (filters < 1 || filters > kMaxFilters) {
    fail("filters is " + std::to_string(filters) + "; expected 1 to " +
         std::to_string(kMaxFilters));
  }
  check_size(*this, kernel_size, "kernel_size");
  check_size(*this, options_.strides, "strides");
  check_regularizer(options_.kernel_regularizer, "kernel_regularizer");
  check_regularizer(options_.bias_regularizer, "bias_regularizer");
  check_regularizer(options_.activity_regularizer, "activity_regularizer");
}

void ConvolutionLayer::add_variables(const Shape& kernel) {
  kernel_ =
      add_variable("kernel", kernel, options_.kernel_initializer, options_.kernel_regularizer);
  if (!options_.use_bias) return;
  bias_ = add_variable("bias", {filters_}, options_.bias_initializer, options_.bias_regularizer);
}

void ConvolutionLayer::check_channels(const Shape& input, std::int64_t kernel_axis) const {
  if (!kernel_ || input[-1] == kernel_->shape[kernel_axis]) return;
  fail_shape("input shape " + input.to_string_with_batch() + " has " + std::to_string(input[-1]) +
             " channels; this layer's kernel expects " +
             std::to_string(kernel_->shape[kernel_axis]) +
             "; use a new layer for inputs of another depth");
}

graph::VariableId ConvolutionLayer::bias(graph::GraphBuilder& builder) const {
  return bias_ ? builder.variable(bias_) : graph::kNoVariable;
}

graph::ValueId ConvolutionLayer::finish(graph::GraphBuilder& builder, graph::ValueId value) const {
  value = lower_activation(builder, value, options_.activation);
  return lower_penalty(builder, value, options_.activity_regularizer);
}

Conv2DOptions ConvolutionLayer::options() const {
  Conv2DOptions options = options_;
  options.name = name();
  return options;
}

void visit_from_activation(graph::ConfigVisitor& visitor, Conv2DOptions& options) {
  visitor.visit("activation", options.activation);
  visitor.visit("use_bias", options.use_bias);
  visitor.visit("kernel_initializer", options.kernel_initializer);
  visitor.visit("bias_initializer", options.bias_initializer);
  visitor.visit("kernel_regularizer", options.kernel_regularizer);
  visitor.visit("bias_regularizer", options.bias_regularizer);
  visitor.visit("activity_regularizer", options.activity_regularizer);
}

}  // namespace hourglass::layers
