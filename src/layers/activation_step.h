// SPDX-License-Identifier: MIT
// The tail that Dense, Conv2D and ActivationLayer share: activation, then the activity penalty.
#pragma once

#include "graph/graph.h"
#include "hourglass/activations.h"
#include "hourglass/regularizers.h"

namespace hourglass::layers {

graph::ValueId lower_activation(graph::GraphBuilder& builder, graph::ValueId input,
                                Activation activation);
graph::ValueId lower_penalty(graph::GraphBuilder& builder, graph::ValueId input,
                             const Regularizer& regularizer);

}  // namespace hourglass::layers
