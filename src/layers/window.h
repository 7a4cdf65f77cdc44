// SPDX-License-Identifier: MIT
// Keras's arithmetic of sliding windows.
#pragma once

#include "graph/layer_base.h"
#include "graph/op.h"
#include "hourglass/layers/convolution.h"

namespace hourglass::layers {

struct Windows {
  graph::Window rows, columns;
};

// The windows over an image; throws shape_mismatch in the name of `layer` if not one fits.
Windows make_windows(const graph::LayerBase& layer, const Shape& image, Size2D size, Size2D strides,
                     Padding padding);

// Throws invalid_argument unless both numbers are 1 to 4096.
void check_size(const graph::LayerBase& layer, Size2D size, std::string_view option);

}  // namespace hourglass::layers
