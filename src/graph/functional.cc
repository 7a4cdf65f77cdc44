// SPDX-License-Identifier: MIT
#include "graph/functional.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "graph/snake_case.h"
#include "hourglass/error.h"

namespace hourglass::graph {
namespace {

using NodePointer = std::shared_ptr<const Node>;

// Walks back from the outputs. Nodes come out after what they need; layers are numbered as they are
// first met, which breaks ties in Keras's order (keras/src/ops/function.py, map_graph).
class Walk {
 public:
  Walk(const Functional& model, const std::vector<SymbolicTensor>& inputs)
      : model_(model), inputs_(inputs) {}

  void visit(const SymbolicTensor& tensor) {
    const NodePointer& node = tensor.node();
    if (finished_.contains(node.get())) return;
    indices_.try_emplace(node->layer.get(), static_cast<int>(indices_.size()));
    const bool is_given = std::find(inputs_.begin(), inputs_.end(), tensor) != inputs_.end();
    if (!is_given) {
      if (node->inputs.empty()) {
        model_.fail("an output depends on input " + node->layer->where() + " " +
                    node->output_shapes.front().to_string_with_batch() +
                    ", which is not among the model's inputs; add it to them");
      }
      for (const SymbolicTensor& input : node->inputs) visit(input);
    }
    finished_.insert(node.get());
    nodes.push_back(node);
  }

  std::vector<std::shared_ptr<LayerBase>> layers_by_depth() const {
    std::map<const Node*, int> node_depths;
    std::map<LayerBase*, int> layer_depths;
    std::vector<std::shared_ptr<LayerBase>> layers;
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
      LayerBase* layer = (*node)->layer.get();
      if (!layer_depths.contains(layer)) layers.push_back((*node)->layer);
      const int depth = std::max(node_depths[node->get()], layer_depths[layer]);
      node_depths[node->get()] = layer_depths[layer] = depth;
      for (const SymbolicTensor& input : (*node)->inputs) {
        int& input_depth = node_depths[input.node().get()];
        input_depth = std::max(input_depth, depth + 1);
      }
    }
    std::sort(layers.begin(), layers.end(), [&](const auto& a, const auto& b) {
      const int depth_a = layer_depths.at(a.get());
      const int depth_b = layer_depths.at(b.get());
      if (depth_a != depth_b) return depth_a > depth_b;
      return indices_.at(a.get()) < indices_.at(b.get());
    });
    return layers;
  }

  std::vector<NodePointer> nodes;

 private:
  const Functional& model_;
  const std::vector<SymbolicTensor>& inputs_;
  std::set<const Node*> finished_;
  std::map<LayerBase*, int> indices_;
};

void name_layers(const Functional& model) {
  std::set<std::string> taken;
  for (const auto& layer : model.layers()) {
    if (!layer->name().empty() && !taken.insert(layer->name()).second) {
      model.fail("two layers are called '" + layer->name() +
                 "'; expected every name once; rename one");
    }
  }
  std::map<std::string, int> counts;
  for (const auto& layer : model.layers()) {
    if (!layer->name().empty()) continue;
    const std::string stem = to_snake_case(layer->class_name());
    std::string name;
    do {
      const int count = counts[stem]++;
      name = count == 0 ? stem : stem + "_" + std::to_string(count);
    } while (!taken.insert(name).second);
    layer->set_name(name);
  }
}

}  // namespace

Functional::Functional(std::string name, std::vector<SymbolicTensor> inputs,
                       std::vector<SymbolicTensor> outputs)
    : LayerBase(std::move(name)), inputs_(std::move(inputs)), outputs_(std::move(outputs)) {
  if (inputs_.empty() || outputs_.empty()) fail("expected at least one input and one output");
  Walk walk(*this, inputs_);
  for (const SymbolicTensor& output : outputs_) walk.visit(output);
  nodes_ = walk.nodes;
  layers_ = walk.layers_by_depth();
  name_layers(*this);
}

void Functional::visit_config(ConfigVisitor& visitor) const {
  std::string name = this->name();
  visitor.visit("name", name);
}

std::vector<Shape> Functional::output_shapes(const std::vector<Shape>& inputs) const {
  if (inputs.size() != inputs_.size()) {
    fail_shape(std::to_string(inputs.size()) + " inputs were given; expected " +
               std::to_string(inputs_.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] != inputs_[i].shape()) {
      fail_shape("input " + std::to_string(i) + " has shape " + inputs[i].to_string_with_batch() +
                 "; expected " + inputs_[i].shape().to_string_with_batch());
    }
  }
  std::vector<Shape> shapes;
  for (const SymbolicTensor& output : outputs_) shapes.push_back(output.shape());
  return shapes;
}

std::vector<ValueId> Functional::lower(GraphBuilder& builder,
                                       const std::vector<ValueId>& inputs) const {
  std::map<std::pair<const Node*, std::size_t>, ValueId> values;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    values[{inputs_[i].node().get(), inputs_[i].index()}] = inputs[i];
  }
  const auto value_of = [&](const SymbolicTensor& tensor) {
    return values.at({tensor.node().get(), tensor.index()});
  };
  const std::string path = builder.path();
  for (const NodePointer& node : nodes_) {
    if (values.contains({node.get(), 0})) continue;
    std::vector<ValueId> node_inputs;
    for (const SymbolicTensor& input : node->inputs) node_inputs.push_back(value_of(input));
    builder.set_layer(node->layer->where(path));
    builder.set_path(path + node->layer->name() + "/");
    const auto results = node->layer->lower(builder, node_inputs);
    for (std::size_t i = 0; i < results.size(); ++i) values[{node.get(), i}] = results[i];
  }
  builder.set_path(path);
  std::vector<ValueId> outputs;
  for (const SymbolicTensor& output : outputs_) outputs.push_back(value_of(output));
  return outputs;
}

std::vector<VariablePointer> Functional::variables() const {
  std::vector<VariablePointer> all;
  for (const auto& layer : layers_) {
    for (const VariablePointer& variable : layer->variables()) {
      if (std::find(all.begin(), all.end(), variable) == all.end()) all.push_back(variable);
    }
  }
  return all;
}

Graph Functional::lower_all(Purpose purpose) const {
  GraphBuilder builder(purpose);
  // Every variable gets its place in Keras's order before the operations ask for it.
  for (const VariablePointer& variable : variables()) builder.variable(variable);
  std::vector<ValueId> values;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    builder.set_layer(inputs_[i].node()->layer->where());
    values.push_back(builder.add_input(i, inputs_[i].shape()));
  }
  return builder.finish(lower(builder, values));
}

}  // namespace hourglass::graph
