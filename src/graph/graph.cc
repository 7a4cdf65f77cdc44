// SPDX-License-Identifier: MIT
#include "graph/graph.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace hourglass::graph {

namespace {

// What was reshaped to `value` if it had the very shape that `op` wants back: layers on sequences
// take them for images and the next one need not undo it.
std::optional<ValueId> reshaped_from(const Graph& graph, const Op& op, ValueId value) {
  const auto* back = std::get_if<ReshapeOp>(&op);
  if (back == nullptr) return std::nullopt;
  for (const Operation& operation : graph.operations) {
    if (operation.output != value || !std::holds_alternative<ReshapeOp>(operation.op)) continue;
    const ValueId original = operation.inputs.front();
    if (graph.values[static_cast<std::size_t>(original)] == back->shape) return original;
  }
  return std::nullopt;
}

}  // namespace

ValueId GraphBuilder::add(Op op, std::vector<ValueId> inputs) {
  if (const auto original = reshaped_from(graph_, op, inputs.front())) return *original;
  std::vector<Shape> shapes;
  for (ValueId input : inputs) shapes.push_back(shape(input));
  const auto output = static_cast<ValueId>(graph_.values.size());
  graph_.values.push_back(output_shape(op, shapes, graph_.variables));
  graph_.operations.push_back({std::move(op), std::move(inputs), output, layer_, path_});
  return output;
}

ValueId GraphBuilder::add_input(std::size_t index, Shape shape) {
  const auto value = static_cast<ValueId>(graph_.values.size());
  graph_.values.push_back(std::move(shape));
  graph_.operations.push_back({InputOp{index}, {}, value, layer_, path_});
  graph_.inputs.push_back(value);
  return value;
}

VariableId GraphBuilder::variable(const VariablePointer& variable) {
  auto& known = graph_.variables;
  const auto found = std::find(known.begin(), known.end(), variable);
  if (found != known.end()) return static_cast<VariableId>(found - known.begin());
  known.push_back(variable);
  return static_cast<VariableId>(known.size() - 1);
}

Graph GraphBuilder::finish(std::vector<ValueId> outputs) {
  std::set<ValueId> needed(outputs.begin(), outputs.end());
  // Penalties count in the loss, whoever reads what they pass on.
  const auto is_needed = [&](const Operation& operation) {
    const bool adds_to_loss = std::holds_alternative<PenaltyOp>(operation.op) ||
                              std::holds_alternative<BernoulliPenaltyOp>(operation.op) ||
                              std::holds_alternative<SamplingOp>(operation.op) ||
                              std::holds_alternative<ContractionOp>(operation.op);
    return std::holds_alternative<InputOp>(operation.op) || needed.contains(operation.output) ||
           (adds_to_loss && purpose_ != Purpose::predict);
  };
  std::vector<Operation> kept;
  for (auto operation = graph_.operations.rbegin(); operation != graph_.operations.rend();
       ++operation) {
    if (!is_needed(*operation)) continue;
    needed.insert(operation->inputs.begin(), operation->inputs.end());
    kept.push_back(std::move(*operation));
  }
  std::reverse(kept.begin(), kept.end());
  graph_.operations = std::move(kept);
  graph_.outputs = std::move(outputs);
  return std::move(graph_);
}

}  // namespace hourglass::graph
