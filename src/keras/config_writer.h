// SPDX-License-Identifier: MIT
// A layer's options as Keras writes them. Only keys that every Keras 3 knows: an unknown key makes
// Keras refuse a file.
#pragma once

#include "formats/json.h"
#include "graph/layer_base.h"

namespace hourglass::keras {

formats::OrderedJson layer_config(const graph::LayerBase& layer);

}  // namespace hourglass::keras
