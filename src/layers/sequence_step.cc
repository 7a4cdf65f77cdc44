// SPDX-License-Identifier: MIT
#include "layers/sequence_step.h"

namespace hourglass::layers {

void check_sequence(const graph::LayerBase& layer, const Shape& input) {
  if (input.rank() == 2) return;
  layer.fail_shape("input shape " + input.to_string_with_batch() +
                   " is not a sequence; expected (None, steps, channels); put Reshape({steps, "
                   "channels}) before it");
}

Shape image_shape(const Shape& sequence) { return {1, sequence[0], sequence[1]}; }
Shape sequence_shape(const Shape& image) { return {image[1], image[2]}; }

graph::ValueId as_image(graph::GraphBuilder& builder, graph::ValueId sequence) {
  return builder.add(graph::ReshapeOp{image_shape(builder.shape(sequence))}, {sequence});
}

graph::ValueId as_sequence(graph::GraphBuilder& builder, graph::ValueId image) {
  return builder.add(graph::ReshapeOp{sequence_shape(builder.shape(image))}, {image});
}

}  // namespace hourglass::layers
