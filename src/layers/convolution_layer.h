// SPDX-License-Identifier: MIT
// What convolutions of every kind have in common: filters, a kernel, a bias, and what comes after.
#pragma once

#include <string>

#include "graph/layer_base.h"
#include "hourglass/layers/convolution.h"

namespace hourglass::layers {

// Options as those of a Conv2D; a sequence is an image of one row.
class ConvolutionLayer : public graph::UnaryLayer {
 public:
  // The name, Keras's of the class, is a literal. Here, as the checks of the options say it.
  ConvolutionLayer(std::string_view class_name, std::int64_t filters, Size2D kernel_size,
                   Conv2DOptions options);
  std::string_view class_name() const final { return class_name_; }

 protected:
  void add_variables(const Shape& kernel);
  // Throws unless the input has as many channels as the kernel's axis for them.
  void check_channels(const Shape& input, std::int64_t kernel_axis) const;
  graph::VariableId kernel(graph::GraphBuilder& builder) const { return builder.variable(kernel_); }
  graph::VariableId bias(graph::GraphBuilder& builder) const;
  // Activation and penalty.
  graph::ValueId finish(graph::GraphBuilder& builder, graph::ValueId value) const;

  std::int64_t filters() const { return filters_; }
  Size2D kernel_size() const { return kernel_size_; }
  // With the layer's name.
  Conv2DOptions options() const;

 private:
  std::string_view class_name_;
  std::int64_t filters_;
  Size2D kernel_size_;
  Conv2DOptions options_;
  graph::VariablePointer kernel_;
  graph::VariablePointer bias_;
};

// The options from the activation on, in Keras's order.
void visit_from_activation(graph::ConfigVisitor& visitor, Conv2DOptions& options);

}  // namespace hourglass::layers
