// SPDX-License-Identifier: MIT
#include "plan/operations.h"

#include "base/overloaded.h"
#include "graph/fold_up_sampling.h"
#include "plan/builder.h"
#include "plan/sweeps.h"

namespace hourglass::plan {
namespace {

double taps(const graph::Window& window, std::int64_t up) {
  double sum = 0;
  for (const TapSweep& phase : output_sweeps(window, up))
    sum += static_cast<double>(phase.sweep.count * phase.sweep.taps);
  return sum;
}

// The numbers of a sample that are not 0: few of a code by TopK.
std::int64_t kept_of(const graph::Graph& graph, graph::ValueId value) {
  for (const graph::Operation& producer : graph.operations) {
    const auto* top = std::get_if<graph::TopKOp>(&producer.op);
    if (producer.output == value && top != nullptr) return top->k;
  }
  return graph.values[static_cast<std::size_t>(value)].size();
}

double forward(const graph::Graph& graph, const graph::Operation& operation) {
  const auto shape = [&](graph::ValueId value) -> const Shape& {
    return graph.values[static_cast<std::size_t>(value)];
  };
  return std::visit(base::Overloaded{[&](const graph::DenseOp&) {
                                       const graph::ValueId input = operation.inputs[0];
                                       return 2.0 * static_cast<double>(kept_of(graph, input)) *
                                              static_cast<double>(shape(operation.output)[-1]);
                                     },
                                     [&](const graph::Conv2DOp& conv) {
                                       return 2.0 * taps(conv.rows, conv.up_rows) *
                                              taps(conv.columns, conv.up_columns) *
                                              static_cast<double>(shape(operation.inputs[0])[2]) *
                                              static_cast<double>(shape(operation.output)[2]);
                                     },
                                     [&](const graph::Conv2DTransposeOp& conv) {
                                       return 2.0 * taps(conv.rows, 1) * taps(conv.columns, 1) *
                                              static_cast<double>(shape(operation.inputs[0])[2]) *
                                              static_cast<double>(shape(operation.output)[2]);
                                     },
                                     [](const auto&) { return 0.0; }},
                    operation.op);
}

}  // namespace

Operations count_operations(const graph::Graph& network) {
  const graph::Graph graph = graph::fold_up_sampling(network);
  const Builder builder(graph, {});
  Operations sum;
  for (const graph::Operation& operation : graph.operations) {
    const double once = forward(graph, operation);
    sum.predict += once;
    if (once == 0) continue;
    sum.train += once * (builder.needs_gradient(operation.inputs[0]) ? 3 : 2);
  }
  return sum;
}

}  // namespace hourglass::plan
