// SPDX-License-Identifier: MIT
#include "graph/fold_up_sampling.h"

#include <algorithm>
#include <vector>

namespace hourglass::graph {
namespace {

// A factor f makes f x f convolutions.
constexpr std::int64_t kMostFactor = 4;

class Folding {
 public:
  explicit Folding(Graph graph)
      : graph_(std::move(graph)), producers_(graph_.values.size()), uses_(graph_.values.size()) {
    for (std::size_t i = 0; i < graph_.operations.size(); ++i) {
      producers_[index(graph_.operations[i].output)] = i;
      for (const ValueId input : graph_.operations[i].inputs) ++uses_[index(input)];
    }
    for (const ValueId output : graph_.outputs) ++uses_[index(output)];
  }

  Graph run() {
    std::vector<bool> folded(graph_.operations.size());
    for (Operation& operation : graph_.operations) {
      auto* conv = std::get_if<Conv2DOp>(&operation.op);
      if (conv == nullptr || conv->rows.stride != 1 || conv->columns.stride != 1) continue;
      const ValueId input = operation.inputs[0];
      const std::size_t producer = producers_[index(input)];
      const auto* up = std::get_if<UpSample2DOp>(&graph_.operations[producer].op);
      if (up == nullptr || uses_[index(input)] != 1) continue;
      if (std::max(up->rows, up->columns) > kMostFactor) continue;
      conv->up_rows = up->rows;
      conv->up_columns = up->columns;
      operation.inputs[0] = graph_.operations[producer].inputs[0];
      folded[producer] = true;
    }
    std::vector<Operation> kept;
    for (std::size_t i = 0; i < folded.size(); ++i) {
      if (!folded[i]) kept.push_back(std::move(graph_.operations[i]));
    }
    graph_.operations = std::move(kept);
    return std::move(graph_);
  }

 private:
  static std::size_t index(ValueId value) { return static_cast<std::size_t>(value); }

  Graph graph_;
  std::vector<std::size_t> producers_;
  std::vector<int> uses_;
};

}  // namespace

Graph fold_up_sampling(Graph graph) { return Folding(std::move(graph)).run(); }

}  // namespace hourglass::graph
