// SPDX-License-Identifier: MIT
#include "graph/fold_up_sampling.h"
#include "plan/passes.h"
#include "plan/plan.h"

namespace hourglass::plan {
namespace {

void keep_outputs(Builder& builder) {
  for (const graph::ValueId output : builder.graph().outputs) {
    builder.set_layer("output");
    builder.plan().outputs.push_back(builder.value_in(output, Layout::rows));
  }
}

}  // namespace

Plan compile(const graph::Graph& network, const PlanOptions& options) {
  const graph::Graph graph = graph::fold_up_sampling(network);
  Builder builder(graph, options);
  emit_forward(builder);
  if (!options.losses.empty()) emit_losses(builder);
  if (options.training) emit_backward(builder);
  if (options.predict) keep_outputs(builder);
  place_buffers(builder.plan());
  return std::move(builder.plan());
}

}  // namespace hourglass::plan
