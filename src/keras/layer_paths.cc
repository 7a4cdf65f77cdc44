// SPDX-License-Identifier: MIT
#include "keras/layer_paths.h"

namespace hourglass::keras {

std::optional<Layer> LayerPaths::find(const std::string& path) const {
  const auto found = layers_.find(path);
  return found == layers_.end() ? std::nullopt : std::optional(found->second);
}

const std::string* LayerPaths::path_of(const graph::LayerBase& layer) const {
  const auto found = paths_.find(&layer);
  return found == paths_.end() ? nullptr : &found->second;
}

void LayerPaths::add_all(const graph::Functional& model, const std::string& prefix) {
  for (const auto& layer : model.layers()) {
    add(prefix + layer->name(), Layer(layer));
    if (const auto* inner = dynamic_cast<const graph::Functional*>(layer.get()))
      add_all(*inner, prefix + layer->name() + "/");
  }
}

}  // namespace hourglass::keras
