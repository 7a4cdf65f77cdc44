// SPDX-License-Identifier: MIT
// What a network has to multiply and add: the measure of how near the machine's limit it runs.
#pragma once

#include "graph/graph.h"

namespace hourglass::plan {

// Floating-point operations of one sample, a fused multiply-add being two. Those of dense layers
// and convolutions alone, beside which the others are few; upsampling before a convolution counts
// as folded in, cells of the border count as cells.
struct Operations {
  double predict = 0;
  // Forward, as many for the gradients of the weights, and for those of the inputs where anything
  // that can be trained lies before them.
  double train = 0;
};
Operations count_operations(const graph::Graph& graph);

}  // namespace hourglass::plan
