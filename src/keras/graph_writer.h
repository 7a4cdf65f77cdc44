// SPDX-License-Identifier: MIT
// Keras's description of a model: its layers and their calls.
#pragma once

#include "formats/json.h"
#include "graph/functional.h"

namespace hourglass::keras {

// {"module": ..., "class_name": "Functional" or "Sequential", "config": ..., "registered_name":
// ...}. Only what every Keras 3 understands.
formats::OrderedJson write_graph(const graph::Functional& model);

}  // namespace hourglass::keras
