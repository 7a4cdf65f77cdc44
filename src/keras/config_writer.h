// SPDX-License-Identifier: MIT
// A layer's options as Keras writes them. Only keys that every Keras 3 knows: an unknown key makes
// Keras refuse a file.
#pragma once

#include "formats/json.h"
#include "graph/layer_base.h"
#include "keras/layer_paths.h"

namespace hourglass::keras {

formats::OrderedJson layer_config(const graph::LayerBase& layer);
// What Keras has not and stands beside it, in the layer's entry; often nothing. `layers` are those
// of the file.
formats::OrderedJson layer_aside(const graph::LayerBase& layer, const LayerPaths& layers);

}  // namespace hourglass::keras
