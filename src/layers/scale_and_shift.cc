// SPDX-License-Identifier: MIT
#include "layers/scale_and_shift.h"

#include <cmath>

namespace hourglass::layers {

void check_epsilon(const graph::LayerBase& layer, float epsilon) {
  if (std::isfinite(epsilon) && epsilon >= 0) return;
  layer.fail("epsilon is " + std::to_string(epsilon) + "; expected a finite number, 0 or more");
}

std::int64_t count_features(const graph::LayerBase& layer, const Shape& input,
                            const graph::VariablePointer& variable) {
  if (input.rank() == 0) {
    layer.fail_shape(
        "input shape (None,) has no features; expected (None, ..., features); put "
        "Reshape({1}) before it");
  }
  if (variable && variable->shape.size() != input[-1]) {
    layer.fail_shape("input shape " + input.to_string_with_batch() + " ends in " +
                     std::to_string(input[-1]) + "; this layer's " + variable->name + " expects " +
                     std::to_string(variable->shape.size()) +
                     "; use a new layer for inputs of another size");
  }
  return input[-1];
}

graph::VariableId id_of(graph::GraphBuilder& builder, const graph::VariablePointer& variable) {
  return variable ? builder.variable(variable) : graph::kNoVariable;
}

}  // namespace hourglass::layers
