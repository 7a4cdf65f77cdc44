// SPDX-License-Identifier: MIT
// A network as primitives: what layers lower to and what a plan is compiled from. Operations stand
// in an order in which each comes after its inputs; every value is written by one operation.
#pragma once

#include <string>
#include <vector>

#include "graph/op.h"
#include "graph/variable.h"
#include "hourglass/shape.h"

namespace hourglass::graph {

struct Operation {
  Op op;
  std::vector<ValueId> inputs;
  ValueId output;
  std::string layer;  // whose call this is part of, for messages
  std::string path;   // the same for names: "dense/", within nested models "encoder/dense/"
};

struct Graph {
  std::vector<Operation> operations;
  std::vector<Shape> values;  // shape of each
  std::vector<VariablePointer> variables;
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
};

// The shape rule of each primitive. Throws internal if the inputs do not fit: layers have checked
// them.
Shape output_shape(const Op& op, const std::vector<Shape>& inputs,
                   const std::vector<VariablePointer>& variables);

// What a network is lowered for. Some layers act in training alone, some also where a loss is
// measured.
enum class Purpose { train, evaluate, predict };

// Builds a Graph one operation at a time.
class GraphBuilder {
 public:
  explicit GraphBuilder(Purpose purpose) : purpose_(purpose) {}

  Purpose purpose() const { return purpose_; }
  // Layers that act only while training lower to nothing when this is false.
  bool training() const { return purpose_ == Purpose::train; }
  void set_layer(std::string name) { layer_ = std::move(name); }
  // The nested models that operations are added within: "decoder/".
  const std::string& path() const { return path_; }
  void set_path(std::string path) { path_ = std::move(path); }

  ValueId add_input(std::size_t index, Shape shape);
  ValueId add(Op op, std::vector<ValueId> inputs);
  // The same variable gets the same id: shared layers share.
  VariableId variable(const VariablePointer& variable);
  const Shape& shape(ValueId value) const { return graph_.values[static_cast<std::size_t>(value)]; }

  // Leaves out what neither an output nor, where there is one, the loss needs.
  Graph finish(std::vector<ValueId> outputs);

 private:
  Graph graph_;
  Purpose purpose_;
  std::string layer_;
  std::string path_;
};

}  // namespace hourglass::graph
