// SPDX-License-Identifier: MIT
// A graph of layer calls from inputs to outputs: Keras's Functional or Sequential model, itself a
// layer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graph/layer_base.h"

namespace hourglass::graph {

class Functional : public LayerBase {
 public:
  // Throws invalid_argument if an output needs an input that is not among `inputs`.
  Functional(std::string name, std::vector<SymbolicTensor> inputs,
             std::vector<SymbolicTensor> outputs);

  std::string_view class_name() const override { return sequential_ ? "Sequential" : "Functional"; }
  void visit_config(ConfigVisitor& visitor) const override;
  std::vector<Shape> output_shapes(const std::vector<Shape>& inputs) const override;
  std::vector<ValueId> lower(GraphBuilder& builder,
                             const std::vector<ValueId>& inputs) const override;
  // Of every layer, in the order of layers(), each once.
  std::vector<VariablePointer> variables() const override;

  const std::vector<SymbolicTensor>& inputs() const { return inputs_; }
  const std::vector<SymbolicTensor>& outputs() const { return outputs_; }
  // In Keras's order: by depth from the outputs, deepest first.
  const std::vector<std::shared_ptr<LayerBase>>& layers() const { return layers_; }
  // Calls in an order in which each comes after its inputs.
  const std::vector<std::shared_ptr<const Node>>& nodes() const { return nodes_; }

  // How Keras would keep this chain of layers: its Sequential's files differ from its Functional's.
  bool is_sequential() const { return sequential_; }
  void set_sequential() { sequential_ = true; }

  // The whole network as primitives.
  Graph lower_all(Purpose purpose) const;

 private:
  std::vector<SymbolicTensor> inputs_;
  std::vector<SymbolicTensor> outputs_;
  std::vector<std::shared_ptr<const Node>> nodes_;
  std::vector<std::shared_ptr<LayerBase>> layers_;
  bool sequential_ = false;
};

}  // namespace hourglass::graph
