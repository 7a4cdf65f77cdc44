// SPDX-License-Identifier: MIT
// What the layers that standardize have in common: gamma and beta, and the checks of their options.
#pragma once

#include <string_view>

#include "graph/layer_base.h"

namespace hourglass::layers {

// Throws invalid_argument unless epsilon is a finite number, 0 or more.
void check_epsilon(const graph::LayerBase& layer, float epsilon);
// The size of the last axis. Throws shape_mismatch if there is none, or if it is not that of
// `variable`, once there is one.
std::int64_t count_features(const graph::LayerBase& layer, const Shape& input,
                            const graph::VariablePointer& variable);
// The variable's id, or kNoVariable.
graph::VariableId id_of(graph::GraphBuilder& builder, const graph::VariablePointer& variable);

}  // namespace hourglass::layers
