// SPDX-License-Identifier: MIT
// The steps of convolutions that Winograd's products make faster, in place of those of
// convolution_steps.h.
#pragma once

#include "plan/convolution_steps.h"

namespace hourglass::plan {

// Decided by the layer alone: the bits of its results depend on it.
bool fits_winograd(const Convolution& convolution);

void winograd_to_small(Builder& builder, const Convolution& convolution, BufferId large,
                       BufferId small, const ConvolutionTail& tail);
void winograd_to_large(Builder& builder, const Convolution& convolution, BufferId small,
                       BufferId large, const ConvolutionTail& tail);
void winograd_kernel_gradient(Builder& builder, const Convolution& convolution, BufferId large,
                              BufferId small, graph::VariableId bias);

// The tiles whose products are made at a time, at most, and the numbers they take: from one product
// of a tile to the next, and all that are kept.
struct WinogradBlock {
  std::int64_t rows, columns;
  std::int64_t in_product, in_size;    // a row of the patches' products
  std::int64_t out_product, out_size;  // all sums, or a row of the gradients' products
  std::int64_t rows_size;              // the outputs' gradients by sample

  std::int64_t tiles() const { return rows * columns; }
};
WinogradBlock winograd_block(const Plan& plan, const WinogradStep& step);
WinogradBlock winograd_block(const Plan& plan, const WinogradGradientStep& step);
kernels::WinogradPacking winograd_packing(const Plan& plan, const WinogradGradientStep& step);
// Numbers of a thread's own that the plan's steps need.
std::int64_t winograd_room(const Plan& plan);

}  // namespace hourglass::plan
