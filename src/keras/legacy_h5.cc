// SPDX-License-Identifier: MIT
#include "keras/legacy_h5.h"

#include <algorithm>

#include "base/quote.h"
#include "keras/variable_io.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Dataset;
using formats::Hdf5Group;

// Names over 64 KiB together are split: weight_names0, weight_names1, ...
std::vector<std::string> read_names(const Hdf5Group& group, const std::string& key) {
  const auto whole = group.attributes.find(key);
  if (whole != group.attributes.end()) return whole->second;
  std::vector<std::string> names;
  for (int part = 0;; ++part) {
    const auto found = group.attributes.find(key + std::to_string(part));
    if (found == group.attributes.end()) return names;
    names.insert(names.end(), found->second.begin(), found->second.end());
  }
}

const Hdf5Group& weights_group(const Hdf5Group& root) {
  const Hdf5Group* inner = find_group(root, "model_weights");
  return inner == nullptr ? root : *inner;
}

// "sequential/dense/kernel" within the layer's group.
const Hdf5Dataset* find_weight(const Hdf5Group& layer, std::string_view path) {
  const Hdf5Group* group = &layer;
  for (auto slash = path.find('/'); slash != std::string_view::npos && group != nullptr;
       slash = path.find('/')) {
    group = find_group(*group, std::string(path.substr(0, slash)));
    path.remove_prefix(slash + 1);
  }
  return group == nullptr ? nullptr : find_dataset(*group, std::string(path));
}

void read_layer(const Hdf5Group& group, const graph::LayerBase& layer, const Place& place) {
  if (layer.tied_to() != nullptr) {
    place.refuse("it is tied to " + layer.tied_to()->where() +
                 ", and an older file has a kernel for each; expected a model without tied layers; "
                 "load them into one, and save it as .keras");
  }
  auto variables = layer.variables();
  // So ordered in these files, which a nested model's show.
  std::stable_partition(variables.begin(), variables.end(),
                        [](const auto& variable) { return variable->trainable; });
  const auto names = read_names(group, "weight_names");
  if (names.size() != variables.size()) {
    place.refuse("there are " + std::to_string(names.size()) + " weights; expected " +
                 std::to_string(variables.size()) + "; use a model with the same layers");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Hdf5Dataset* dataset = find_weight(group, names[i]);
    if (dataset == nullptr) {
      place.refuse_damage("the weight " + base::quote(names[i]) +
                          " is named and not there; expected a dataset");
    }
    variables[i]->values = read_values(*dataset, variables[i]->shape, names[i], place);
  }
}

}  // namespace

bool is_legacy_h5(const Hdf5Group& root) {
  return !read_names(weights_group(root), "layer_names").empty();
}

std::optional<std::string> legacy_description(const Hdf5Group& root) {
  const auto found = root.attributes.find("model_config");
  if (found == root.attributes.end() || found->second.size() != 1) return std::nullopt;
  return found->second.front();
}

void read_legacy_weights(const Hdf5Group& root, train::ModelBase& model, const Place& place) {
  const Hdf5Group& weights = weights_group(root);
  for (const auto& layer : model.layers()) {
    if (layer->variables().empty()) continue;
    const Place inside = place.inside(layer->class_name(), layer->name());
    const Hdf5Group* group = find_group(weights, layer->name());
    if (group == nullptr) {
      inside.refuse(
          "there are no weights of that name; expected a group called as the layer; use "
          "a model with the same names");
    }
    read_layer(*group, *layer, inside);
  }
}

}  // namespace hourglass::keras
