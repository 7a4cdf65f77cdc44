// SPDX-License-Identifier: MIT
// The steps of a convolution and of its way back, which one layer's forward pass and another's
// gradient have in common.
#pragma once

#include "plan/builder.h"

namespace hourglass::plan {

// Windows look at the large image; the small one has a cell for each.
struct Convolution {
  graph::VariableId kernel;  // [rows, columns, channels of the large, channels of the small]
  graph::Window rows, columns;
  std::int64_t up_rows, up_columns;  // as in Conv2DOp
  Shape large, small;
  bool is_transpose;
};

Convolution convolution_of(const graph::Conv2DOp& op, const Shape& input, const Shape& output);
Convolution convolution_of(const graph::Conv2DTransposeOp& op, const Shape& input,
                           const Shape& output);

// What the step writes goes on to: added to, then perhaps a ReLU's slope.
struct ConvolutionTail {
  graph::VariableId bias = graph::kNoVariable;
  BufferId mask = kNoBuffer;  // as in ConvolveStep
};

// Each window's products with the kernel: a convolution, or the gradient of its transpose's input.
void convolve_to_small(Builder& builder, const Convolution& convolution, BufferId large,
                       BufferId small, const ConvolutionTail& tail);
// Each small cell's products with the kernel, added over the windows: the transpose, or the
// gradient of a convolution's input.
void convolve_to_large(Builder& builder, const Convolution& convolution, BufferId small,
                       BufferId large, const ConvolutionTail& tail);
// The kernel's gradient, and with `bias` that of a bias of the small image, where that holds a
// gradient.
void convolve_kernel_gradient(Builder& builder, const Convolution& convolution, BufferId large,
                              BufferId small, graph::VariableId bias);
// A partial for the gradient of a bias of the small image, or -1 for kNoVariable.
std::int32_t bias_gradient(Builder& builder, const Convolution& convolution,
                           graph::VariableId bias);

}  // namespace hourglass::plan
