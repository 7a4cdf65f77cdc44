// SPDX-License-Identifier: MIT
#include "keras/graph_reader.h"

#include <optional>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "keras/call_graph.h"
#include "keras/group_names.h"
#include "keras/layer_reader.h"
#include "keras/sampling_pattern.h"
#include "keras/top_k_pattern.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Group;
using formats::Json;
using train::ModelBase;

// More would make hostile files slow to refuse.
constexpr std::size_t kMostLayers = 4'000;

const Hdf5Group* child(const Hdf5Group* group, const std::string& name) {
  if (group == nullptr) return nullptr;
  const auto found = group->groups.find(name);
  return found == group->groups.end() ? nullptr : &found->second;
}

class GraphReader {
 public:
  std::shared_ptr<ModelBase> read_model(const Json& entry, const Hdf5Group* group,
                                        const Place& place) {
    const std::string class_name = class_of(entry, place);
    const Json& config = need(entry, "config", place);
    if (class_name == "Sequential") return read_sequential(config, group, place);
    if (class_name == "Functional" || class_name == "Model")
      return read_functional(config, group, place);
    place.unsupported("the model is of class " + base::quote(class_name) +
                      "; expected Functional or Sequential; describe it with layers of Keras's "
                      "own");
  }

 private:
  static const Json& layer_entries(const Json& config, const Place& place) {
    const Json& entries = to_array(need(config, "layers", place), "layers", place);
    if (entries.empty() || entries.size() > kMostLayers) {
      place.refuse("there are " + std::to_string(entries.size()) + " layers; expected 1 to " +
                   std::to_string(kMostLayers));
    }
    return entries;
  }

  Layer read_any(const Json& entry, const std::string& class_name, const Hdf5Group* group,
                 const Place& place) {
    const bool is_model =
        class_name == "Functional" || class_name == "Sequential" || class_name == "Model";
    const std::string path = prefix_ + name_of(entry);
    if (!is_model) {
      Layer layer = read_layer(entry, class_name, child(group, "vars"), layers_, place);
      layers_.add(path, layer);
      return layer;
    }
    const std::string outer = std::exchange(prefix_, path + "/");
    Layer model(read_model(entry, group, place));
    prefix_ = outer;
    return model;
  }

  static std::shared_ptr<ModelBase> finish(const Json& config, Tensors inputs, Tensors outputs) {
    const Json* name = find(config, "name");
    auto model = std::make_shared<ModelBase>(
        name != nullptr && name->is_string() ? name->get<std::string>() : "functional",
        std::move(inputs), std::move(outputs));
    const Json* trainable = find(config, "trainable");
    model->set_trainable(trainable == nullptr || *trainable != false);
    return model;
  }

  std::shared_ptr<ModelBase> read_sequential(const Json& config, const Hdf5Group* group,
                                             const Place& place) {
    const Json& entries = layer_entries(config, place);
    GroupNames names;
    std::optional<SymbolicTensor> input;
    std::optional<SymbolicTensor> value;
    for (const Json& entry : entries) {
      const std::string class_name = class_of(entry, place);
      const Place layer_place = place.inside(class_name, name_of(entry));
      if (class_name == "InputLayer") {
        if (input)
          layer_place.refuse("it is not the first layer; expected one input, at the start");
        input = value = read_input(entry, layer_place);
        continue;
      }
      if (!input) input = value = sequential_input(config, entry, layer_place);
      const Layer layer = read_any(
          entry, class_name, child(child(group, "layers"), names.next(class_name)), layer_place);
      const auto outputs = layer.base()->call(layer.base(), {*value});
      if (outputs.size() != 1)
        layer_place.refuse("it has several outputs; expected one, as every layer of a Sequential");
      value = outputs.front();
    }
    auto model = finish(config, {*input}, {*value});
    model->set_sequential();
    return model;
  }

  // Where a Sequential has no InputLayer.
  static SymbolicTensor sequential_input(const Json& config, const Json& first,
                                         const Place& place) {
    const Json* shape = find(config, "build_input_shape");
    const Json& layer_config = need(first, "config", place);
    for (const char* key : {"batch_shape", "batch_input_shape"}) {
      if (shape == nullptr) shape = find(layer_config, key);
    }
    if (shape == nullptr) {
      place.refuse(
          "the model was never built, so that its input has no shape; expected an "
          "InputLayer; begin the Sequential with keras.Input(shape)");
    }
    return Input(sample_shape(*shape, "the input's shape", place));
  }

  std::shared_ptr<ModelBase> read_functional(const Json& config, const Hdf5Group* group,
                                             const Place& place);

  LayerPaths layers_;   // that were read
  std::string prefix_;  // of the paths of those in the model at hand: "encoder/"
};

std::shared_ptr<ModelBase> GraphReader::read_functional(const Json& config, const Hdf5Group* group,
                                                        const Place& place) {
  CallGraph graph(place);
  GroupNames names;
  const SamplingPatterns samplings(config);
  const TopKPatterns tops(config);
  for (const Json& entry : layer_entries(config, place)) {
    const std::string class_name = class_of(entry, place);
    const std::string name = name_of(entry);
    const Place layer_place = place.inside(class_name, name);
    const std::string group_name = names.next(class_name);
    if (class_name == "InputLayer") {
      graph.add_input(name, read_input(entry, layer_place));
      continue;
    }
    if (samplings.is_part(name) || tops.is_part(name)) continue;
    if (const Json* inputs = samplings.inputs_of(name)) {
      graph.add_layer(name, read_sampling(entry, layer_place), *inputs, layer_place);
      continue;
    }
    if (const TopKPatterns::Found* top = tops.find(name)) {
      graph.add_layer(name, read_top_k(entry, top->k, layer_place), top->inbound_nodes,
                      layer_place);
      continue;
    }
    if (class_name == "Activation" && find(entry, "kl_sparsity") != nullptr) {
      graph.add_layer(name, read_kl_sparsity(entry, layer_place),
                      need(entry, "inbound_nodes", layer_place), layer_place);
      continue;
    }
    if (class_name == "ReLU" && find(entry, "batch_top_k") != nullptr) {
      graph.add_layer(name, read_batch_top_k(entry, layer_place),
                      need(entry, "inbound_nodes", layer_place), layer_place);
      continue;
    }
    graph.add_layer(
        name, read_any(entry, class_name, child(child(group, "layers"), group_name), layer_place),
        need(entry, "inbound_nodes", layer_place), layer_place);
  }
  graph.call_all();
  return finish(config, graph.inputs(need(config, "input_layers", place)),
                graph.outputs(need(config, "output_layers", place)));
}

}  // namespace

std::shared_ptr<ModelBase> read_graph(const Json& entry, const Hdf5Group* weights,
                                      const Place& place) {
  try {
    return GraphReader().read_model(entry, weights, place);
  } catch (const Error& error) {
    // What the layers say names them, not the file.
    const bool of_layer =
        error.code() == ErrorCode::invalid_argument || error.code() == ErrorCode::shape_mismatch;
    if (of_layer) place.refuse(error.what());
    throw;
  }
}

}  // namespace hourglass::keras
