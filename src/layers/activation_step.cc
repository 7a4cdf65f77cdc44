// SPDX-License-Identifier: MIT
#include "layers/activation_step.h"

namespace hourglass::layers {
namespace {

constexpr float kLeakySlope = 0.2F;  // keras/src/activations/activations.py

}  // namespace

graph::ValueId lower_activation(graph::GraphBuilder& builder, graph::ValueId input,
                                Activation activation) {
  switch (activation.kind()) {
    case ActivationKind::linear:
      return input;
    case ActivationKind::softmax:
      return builder.add(graph::SoftmaxOp{}, {input});
    case ActivationKind::leaky_relu:
      return builder.add(graph::LeakyReluOp{kLeakySlope}, {input});
    default:
      return builder.add(graph::ActivationOp{activation.kind()}, {input});
  }
}

graph::ValueId lower_penalty(graph::GraphBuilder& builder, graph::ValueId input,
                             const Regularizer& regularizer) {
  if (regularizer.is_zero()) return input;
  return builder.add(graph::PenaltyOp{regularizer}, {input});
}

}  // namespace hourglass::layers
