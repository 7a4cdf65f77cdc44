// SPDX-License-Identifier: MIT
// Sequences [steps, channels] as images of one row, which is how layers on them lower.
#pragma once

#include "graph/layer_base.h"

namespace hourglass::layers {

// Throws shape_mismatch unless the input is [steps, channels].
void check_sequence(const graph::LayerBase& layer, const Shape& input);
// A sequence's shape as that of the image, and back.
Shape image_shape(const Shape& sequence);
Shape sequence_shape(const Shape& image);

graph::ValueId as_image(graph::GraphBuilder& builder, graph::ValueId sequence);
graph::ValueId as_sequence(graph::GraphBuilder& builder, graph::ValueId image);

}  // namespace hourglass::layers
