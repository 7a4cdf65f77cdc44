// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <variant>

#include "plan/auxiliary_loss.h"
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

const graph::Operation* producer_of(const graph::Graph& graph, graph::ValueId value) {
  const auto found =
      std::find_if(graph.operations.begin(), graph.operations.end(),
                   [&](const graph::Operation& operation) { return operation.output == value; });
  return found == graph.operations.end() ? nullptr : &*found;
}

// The output of the activation that nothing but reshaping comes after; nothing if it is not so, or
// if what comes in between is also used elsewhere.
std::optional<graph::ValueId> activated(const Builder& builder, graph::ValueId output) {
  const graph::Operation* producer = producer_of(builder.graph(), output);
  while (producer != nullptr && builder.uses(output) == 1) {
    if (std::holds_alternative<graph::ActivationOp>(producer->op)) return output;
    if (!std::holds_alternative<graph::ReshapeOp>(producer->op)) break;
    output = producer->inputs[0];
    producer = producer_of(builder.graph(), output);
  }
  return std::nullopt;
}

// Takes back a sigmoid in place that was the last step and made `prediction`, so that the loss does
// it: one pass over the numbers instead of three.
bool take_sigmoid(Builder& builder, graph::ValueId output, BufferId prediction) {
  const auto* last = std::get_if<ActivationStep>(&builder.plan().steps.back().kind);
  if (last == nullptr || last->kind != ActivationKind::sigmoid) return false;
  const std::optional<graph::ValueId> value = activated(builder, output);
  if (last->in != prediction || last->out != prediction || !value) return false;
  builder.plan().steps.pop_back();
  builder.slope_applied.insert(*value);
  return true;
}

bool only_metric_is(Loss loss, const std::vector<Loss>& metrics) {
  return std::all_of(metrics.begin(), metrics.end(),
                     [&](const Loss metric) { return metric == loss; });
}

}  // namespace

void emit_losses(Builder& builder) {
  const PlanOptions& options = builder.options();
  const auto& outputs = builder.graph().outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    builder.set_layer("loss");
    const BufferId prediction = builder.value(outputs[i]);
    const Layout layout = builder.buffer(prediction).layout;
    const bool trains = options.training && builder.needs_gradient(outputs[i]);
    const bool sigmoid = trains && take_sigmoid(builder, outputs[i], prediction);
    const BufferId target =
        builder.converted(target_buffer(builder, i, outputs[i]), layout, builder.shape(outputs[i]));

    const Loss loss = options.losses[i];
    BufferId gradient = kNoBuffer;
    if (trains) {
      // Nobody reads the prediction of a fused sigmoid again but the metrics.
      const bool in_place = sigmoid && (i != 0 || only_metric_is(loss, options.metrics));
      gradient = in_place ? prediction
                          : builder.new_buffer("loss gradient", layout, builder.shape(outputs[i]));
      builder.add_gradient(outputs[i], gradient);
    }
    const std::int32_t slot = builder.new_slot({ValueSlot::Kind::loss, i, options.loss_weights[i]});
    builder.emit(LossStep{loss.kind(), sigmoid, prediction, target, gradient,
                          options.loss_weights[i], slot});
    if (trains) emit_auxiliary_losses(builder, {i, prediction, target, loss});
    if (i != 0) continue;
    for (const Loss metric : options.metrics) {
      if (metric == loss) {
        builder.plan().metric_slots.push_back(slot);
        continue;
      }
      const std::int32_t own = builder.new_slot({ValueSlot::Kind::metric, 0, 0});
      builder.emit(LossStep{metric.kind(), false, prediction, target, kNoBuffer, 0, own});
      builder.plan().metric_slots.push_back(own);
    }
  }
}

}  // namespace hourglass::plan
