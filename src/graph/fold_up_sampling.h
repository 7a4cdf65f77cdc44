// SPDX-License-Identifier: MIT
// UpSample2D followed by a convolution with stride 1 is a few smaller convolutions of the small
// image: a 3 x 3 kernel over cells doubled in both directions sees only 2 x 2 different ones, so 16
// multiplications make four outputs instead of 36.
#pragma once

#include "graph/graph.h"

namespace hourglass::graph {

// Takes out every UpSample2D that a convolution can do by itself (Conv2DOp::up_rows, up_columns).
// Values keep their numbers; those in between are no longer written.
Graph fold_up_sampling(Graph graph);

}  // namespace hourglass::graph
