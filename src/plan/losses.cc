// SPDX-License-Identifier: MIT
#include <algorithm>

#include "plan/passes.h"

namespace hourglass::plan {
namespace {

// The clean samples that the first gather of input `index` fetched.
BufferId gathered_input(Builder& builder, std::size_t index) {
  for (const Step& step : builder.plan().steps) {
    const auto* gather = std::get_if<GatherStep>(&step.kind);
    if (gather != nullptr && !gather->target && gather->index == index) return gather->out;
  }
  return kNoBuffer;
}

BufferId target_buffer(Builder& builder, std::size_t index, graph::ValueId output) {
  if (builder.options().targets_are_inputs) return gathered_input(builder, index);
  const BufferId out = builder.new_buffer("target", Layout::rows, builder.shape(output));
  builder.emit(GatherStep{out, true, index});
  return out;
}

}  // namespace

void emit_losses(Builder& builder) {
  const PlanOptions& options = builder.options();
  const auto& outputs = builder.graph().outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    builder.set_layer("loss");
    const BufferId prediction = builder.value(outputs[i]);
    const Layout layout = builder.buffer(prediction).layout;
    const BufferId target =
        builder.converted(target_buffer(builder, i, outputs[i]), layout, builder.shape(outputs[i]));

    const Loss loss = options.losses[i];
    BufferId gradient = kNoBuffer;
    if (options.training && builder.needs_gradient(outputs[i])) {
      gradient = builder.new_buffer("loss gradient", layout, builder.shape(outputs[i]));
      builder.add_gradient(outputs[i], gradient);
    }
    const std::int32_t slot = builder.new_slot({ValueSlot::Kind::loss, i, options.loss_weights[i]});
    builder.emit(
        LossStep{loss.kind(), prediction, target, gradient, options.loss_weights[i], slot});
    if (i != 0) continue;
    for (const Loss metric : options.metrics) {
      if (metric == loss) {
        builder.plan().metric_slots.push_back(slot);
        continue;
      }
      const std::int32_t own = builder.new_slot({ValueSlot::Kind::metric, 0, 0});
      builder.emit(LossStep{metric.kind(), prediction, target, kNoBuffer, 0, own});
      builder.plan().metric_slots.push_back(own);
    }
  }
}

}  // namespace hourglass::plan
