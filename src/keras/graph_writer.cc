// SPDX-License-Identifier: MIT
#include "keras/graph_writer.h"

#include <map>
#include <set>
#include <utility>

#include "keras/config_writer.h"
#include "keras/sampling_pattern.h"
#include "keras/top_k_pattern.h"

namespace hourglass::keras {
namespace {

using formats::OrderedJson;
using graph::Functional;
using graph::LayerBase;
using graph::Node;

OrderedJson with_batch(const Shape& shape) {
  OrderedJson dims = OrderedJson::array({nullptr});
  for (const std::int64_t dim : shape.dims()) dims.push_back(dim);
  return dims;
}

const Functional* as_model(const LayerBase& layer) {
  return dynamic_cast<const Functional*>(&layer);
}

// Keras writes the weights of such a layer once and then does not find them the second time.
void check_places(const Functional& model, std::set<const LayerBase*>& seen) {
  for (const auto& layer : model.layers()) {
    if (layer->class_name() == "InputLayer") continue;
    if (!seen.insert(layer.get()).second) {
      layer->fail(
          "it stands in two of the models that are to be saved together; expected one, or "
          "Keras could not open the file; build the models so that they call each other");
    }
    if (const Functional* inner = as_model(*layer)) check_places(*inner, seen);
  }
}

class GraphWriter {
 public:
  explicit GraphWriter(const Functional& outermost) : paths_(outermost) {}

  OrderedJson write(const Functional& model) {
    if (model.is_sequential()) {
      return {{"module", "keras"},
              {"class_name", "Sequential"},
              {"config", sequential_config(model)},
              {"registered_name", nullptr}};
    }
    // "keras" would not do: Keras finds Functional under this name alone.
    return {{"module", "keras.src.models.functional"},
            {"class_name", "Functional"},
            {"config", functional_config(model)},
            {"registered_name", "Functional"}};
  }

 private:
  // The calls within one model, by the indices that Keras gives them.
  class Calls {
   public:
    explicit Calls(const Functional& model) {
      for (const auto& node : model.nodes()) {
        auto& calls = calls_[node->layer.get()];
        indices_[node.get()] = static_cast<int>(calls.size());
        calls.push_back(node.get());
      }
    }
    const std::vector<const Node*>& of(const LayerBase& layer) const { return calls_.at(&layer); }
    OrderedJson reference(const SymbolicTensor& tensor, int first) const {
      return OrderedJson::array(
          {tensor.node()->layer->name(), indices_.at(tensor.node().get()) + first, tensor.index()});
    }

   private:
    std::map<const LayerBase*, std::vector<const Node*>> calls_;
    std::map<const Node*, int> indices_;
  };

  OrderedJson layer(const LayerBase& layer) {
    if (const Functional* model = as_model(layer)) return write(*model);
    OrderedJson entry = {{"module", "keras.layers"},
                         {"class_name", layer.class_name()},
                         {"config", layer_config(layer)},
                         {"registered_name", nullptr}};
    check_tied(layer);
    entry.update(layer_aside(layer, paths_));
    written_.insert(&layer);
    return entry;
  }

  // Layers are read in the order in which they are written.
  void check_tied(const LayerBase& layer) const {
    const LayerBase* other = layer.tied_to();
    if (other == nullptr || paths_.path_of(*other) == nullptr || written_.contains(other)) return;
    layer.fail("it is tied to " + other->where() +
               ", which stands behind it in a file; expected one in front of it; tie the later of "
               "the two to the earlier");
  }

  static OrderedJson input_layer(const Node& node) {
    return {{"module", "keras.layers"},
            {"class_name", "InputLayer"},
            {"config",
             {{"batch_shape", with_batch(node.output_shapes.front())},
              {"dtype", "float32"},
              {"name", node.layer->name()}}},
            {"registered_name", nullptr}};
  }

  OrderedJson sequential_config(const Functional& model) {
    OrderedJson layers = OrderedJson::array();
    for (const auto& node : model.nodes())
      layers.push_back(node->inputs.empty() ? input_layer(*node) : layer(*node->layer));
    return {{"name", model.name()},
            {"trainable", model.trainable()},
            {"layers", std::move(layers)},
            {"build_input_shape", with_batch(model.inputs().front().shape())}};
  }

  OrderedJson functional_config(const Functional& model) {
    const Calls calls(model);
    OrderedJson layers = OrderedJson::array();
    for (const auto& base : model.layers()) {
      const auto& nodes = calls.of(*base);
      const bool is_input = nodes.front()->inputs.empty();
      if (std::vector<OrderedJson> parts = pattern(model, *base, calls); !parts.empty()) {
        for (OrderedJson& part : parts) layers.push_back(std::move(part));
        continue;
      }
      OrderedJson entry = is_input ? input_layer(*nodes.front()) : layer(*base);
      entry["name"] = base->name();
      entry["inbound_nodes"] = OrderedJson::array();
      for (const Node* node : nodes) {
        if (!is_input) entry["inbound_nodes"].push_back(inbound_node(*node, calls));
      }
      layers.push_back(std::move(entry));
    }
    return {{"name", model.name()},
            {"trainable", model.trainable()},
            {"layers", std::move(layers)},
            {"input_layers", references(model.inputs(), calls)},
            {"output_layers", references(model.outputs(), calls)}};
  }

  // The entries that stand for a layer of ours alone; none for others.
  static std::vector<OrderedJson> pattern(const Functional& model, const LayerBase& layer,
                                          const Calls& calls) {
    const bool is_sampling = layer.class_name() == "Sampling";
    const bool is_batch_top_k = layer.class_name() == "BatchTopK";
    const bool is_kl_sparsity = layer.class_name() == "KLSparsity";
    if (!is_sampling && !is_batch_top_k && !is_kl_sparsity && layer.class_name() != "TopK")
      return {};
    const auto& nodes = calls.of(layer);
    if (nodes.size() > 1) {
      layer.fail("it is called " + std::to_string(nodes.size()) +
                 " times; expected once in a model that is saved; make a " +
                 std::string(layer.class_name()) + " for each");
    }
    const auto& inputs = nodes.front()->inputs;
    std::set<std::string> taken;
    for (const auto& other : model.layers()) taken.insert(other->name());
    if (is_sampling)
      return write_sampling({layer, tensor(inputs[0], calls), tensor(inputs[1], calls), taken});
    const TopKCall top{layer, tensor(inputs[0], calls), taken};
    if (is_batch_top_k) return {write_batch_top_k(top)};
    return is_kl_sparsity ? std::vector{write_kl_sparsity(top)} : write_top_k(top);
  }

  static OrderedJson tensor(const SymbolicTensor& tensor, const Calls& calls) {
    return {{"class_name", "__keras_tensor__"},
            {"config",
             {{"shape", with_batch(tensor.shape())},
              {"dtype", "float32"},
              {"keras_history", calls.reference(tensor, 0)}}}};
  }

  static OrderedJson inbound_node(const Node& node, const Calls& calls) {
    OrderedJson tensors = OrderedJson::array();
    for (const SymbolicTensor& input : node.inputs) tensors.push_back(tensor(input, calls));
    if (tensors.size() > 1) tensors = OrderedJson::array({std::move(tensors)});
    return {{"args", std::move(tensors)}, {"kwargs", OrderedJson::object()}};
  }

  // A list of one would make Keras's model take and give lists.
  static OrderedJson references(const std::vector<SymbolicTensor>& tensors, const Calls& calls) {
    OrderedJson all = OrderedJson::array();
    for (const SymbolicTensor& tensor : tensors) {
      // Keras counts the calls of a Functional from 1 here: 0 is its own graph.
      const bool functional = tensor.node()->layer->class_name() == "Functional";
      all.push_back(calls.reference(tensor, functional ? 1 : 0));
    }
    return all.size() == 1 ? all.front() : all;
  }

  LayerPaths paths_;
  std::set<const LayerBase*> written_;
};

}  // namespace

OrderedJson write_graph(const Functional& model) {
  std::set<const LayerBase*> seen;
  check_places(model, seen);
  return GraphWriter(model).write(model);
}

}  // namespace hourglass::keras
