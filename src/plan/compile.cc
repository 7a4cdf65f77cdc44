// SPDX-License-Identifier: MIT
#include "base/check.h"
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

Plan compile(const graph::Graph& graph, const PlanOptions& options) {
  Builder builder(graph, options);
  emit_forward(builder);
  if (!options.losses.empty()) emit_losses(builder);
  if (options.training) emit_backward(builder);
  if (options.predict) keep_outputs(builder);
  place_buffers(builder.plan());
  return std::move(builder.plan());
}

}  // namespace hourglass::plan
