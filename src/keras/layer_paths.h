// SPDX-License-Identifier: MIT
// Layers by their path within the outermost model, "encoder/dense": how a file names one layer
// among another's options.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "graph/functional.h"
#include "hourglass/layer.h"

namespace hourglass::keras {

class LayerPaths {
 public:
  LayerPaths() = default;
  // Of all layers of a model.
  explicit LayerPaths(const graph::Functional& model) { add_all(model, ""); }

  // Of two under one path the first stays.
  void add(const std::string& path, const Layer& layer) {
    layers_.emplace(path, layer);
    paths_.emplace(layer.base().get(), path);
  }
  std::optional<Layer> find(const std::string& path) const;
  // nullptr for a layer that is not among them.
  const std::string* path_of(const graph::LayerBase& layer) const;

 private:
  void add_all(const graph::Functional& model, const std::string& prefix);

  std::map<std::string, Layer> layers_;
  std::map<const graph::LayerBase*, std::string> paths_;
};

}  // namespace hourglass::keras
