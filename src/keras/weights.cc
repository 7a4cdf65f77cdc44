// SPDX-License-Identifier: MIT
#include "keras/weights.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/quote.h"
#include "keras/group_names.h"
#include "keras/variable_io.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Dataset;
using formats::Hdf5Group;
using graph::Functional;
using graph::LayerBase;

// Every layer once, with the path of its group: what Keras's _walk_saveable does.
template <class Visit>
class LayerWalk {
 public:
  explicit LayerWalk(Visit visit) : visit_(std::move(visit)) {}

  void walk(const Functional& model, const std::string& path) {
    GroupNames names;
    for (const auto& layer : model.layers()) {
      // Keras's Sequential does not count its input among its layers.
      const bool is_input = layer->class_name() == "InputLayer";
      if (is_input && model.is_sequential()) continue;
      const std::string layer_path = path + "layers/" + names.next(layer->class_name()) + "/";
      if (!visited_.insert(layer.get()).second) continue;
      if (const auto* inner = dynamic_cast<const Functional*>(layer.get())) {
        walk(*inner, layer_path);
      } else {
        visit_(*layer, layer_path);
      }
    }
  }

 private:
  Visit visit_;
  std::set<const LayerBase*> visited_;
};

const Hdf5Group* find_path(const Hdf5Group& root, std::string_view path) {
  const Hdf5Group* group = &root;
  while (!path.empty() && group != nullptr) {
    const auto slash = path.find('/');
    std::string name(path.substr(0, slash));
    // So called in files of Keras 2.13 to 2.15.
    if (name == "layers" && find_group(*group, name) == nullptr)
      name = "_layer_checkpoint_dependencies";
    group = find_group(*group, name);
    path.remove_prefix(slash + 1);
  }
  return group;
}

Hdf5Group& make_path(Hdf5Group& root, std::string_view path) {
  Hdf5Group* group = &root;
  while (!path.empty()) {
    const auto slash = path.find('/');
    group = &group->groups[std::string(path.substr(0, slash))];
    path.remove_prefix(slash + 1);
  }
  return *group;
}

std::string names_in(const Hdf5Group* group) {
  if (group == nullptr) return "no such group";
  std::vector<std::string> names;
  for (const auto& [name, dataset] : group->datasets) names.push_back(name);
  for (const auto& [name, inner] : group->groups) names.push_back(name + "/");
  return names.empty() ? "an empty group" : base::quote_list(names);
}

// What a file has for a kernel that is another's.
struct TiedKernel {
  const LayerBase* layer;
  graph::Variable* kernel;
  const Hdf5Dataset* dataset;
  std::string path;
  Place place;
};

base::AlignedVector<float> own_kernel(const TiedKernel& tied) {
  const Shape& shape = tied.kernel->shape;
  return read_values(*tied.dataset, Shape({shape[1], shape[0]}), tied.path, tied.place);
}

// Of a model without the layer that it is tied to, such as a decoder by itself.
void take_tied(const TiedKernel& tied) {
  const Shape& shape = tied.kernel->shape;
  const std::vector<float> turned = graph::transposed(own_kernel(tied), shape[1], shape[0]);
  tied.kernel->values.assign(turned.begin(), turned.end());
}

// Keras may have trained what was one kernel as two.
void check_tied(const TiedKernel& tied) {
  const Shape& shape = tied.kernel->shape;
  const auto own = own_kernel(tied);
  if (!std::ranges::equal(own, graph::transposed(tied.kernel->values, shape[0], shape[1]))) {
    tied.place.refuse(base::quote(tied.path) + " is not the transpose of the kernel of " +
                      tied.layer->tied_to()->where() +
                      ", which the layer is tied to; expected the same numbers in both; load such "
                      "weights into a model whose layers are not tied");
  }
}

void read_layer_weights(const Hdf5Group& root, const LayerBase& layer, const std::string& path,
                        const Place& place, std::vector<TiedKernel>& tied) {
  const auto variables = layer.variables();
  if (variables.empty()) return;
  const std::string vars = path + "vars/";
  const Hdf5Group* group = find_path(root, vars);
  const Place inside = place.inside(layer.class_name(), layer.name());
  std::size_t found = 0;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const std::string index = std::to_string(i);
    const Hdf5Dataset* dataset = nullptr;
    for (const std::string& name : {index, variables[i]->name}) {
      if (group != nullptr && dataset == nullptr) dataset = find_dataset(*group, name);
    }
    if (dataset == nullptr && !variables[i]->is_of_keras) {
      graph::initialize(*variables[i], {});
      continue;
    }
    if (dataset == nullptr) {
      inside.refuse_damage("its weights lack " + base::quote(vars + index) + "; expected " +
                           std::to_string(variables.size()) + " datasets there and found " +
                           names_in(group));
    }
    if (is_tied(layer, i)) {
      tied.push_back({&layer, variables[i].get(), dataset, vars + index, inside});
    } else {
      variables[i]->values = read_values(*dataset, variables[i]->shape, vars + index, inside);
    }
    ++found;
  }
  if (group != nullptr && group->datasets.size() != found) {
    inside.refuse(base::quote(vars) + " holds " + std::to_string(group->datasets.size()) +
                  " datasets; expected " + std::to_string(found) +
                  "; quantized and other special layers are not supported");
  }
}

}  // namespace

void read_weights(const Hdf5Group& root, train::ModelBase& model, const Place& place) {
  std::vector<TiedKernel> tied;
  std::set<const LayerBase*> seen;
  LayerWalk walk([&](const LayerBase& layer, const std::string& path) {
    read_layer_weights(root, layer, path, place, tied);
    seen.insert(&layer);
  });
  walk.walk(model, "");
  for (const TiedKernel& kernel : tied) {
    if (seen.contains(kernel.layer->tied_to())) {
      check_tied(kernel);
    } else {
      take_tied(kernel);
    }
  }
}

void write_weights(const train::ModelBase& model, Hdf5Group& root) {
  LayerWalk walk([&](const LayerBase& layer, const std::string& path) {
    const auto variables = layer.variables();
    for (std::size_t i = 0; i < variables.size(); ++i) {
      const graph::Variable& variable = *variables[i];
      make_path(root, path + "vars/").datasets[std::to_string(i)] =
          is_tied(layer, i) ? turned_dataset(variable.values, variable.shape)
                            : formats::to_dataset(variable.values, variable.shape.dims());
    }
  });
  walk.walk(model, "");
}

}  // namespace hourglass::keras
