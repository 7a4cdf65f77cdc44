// SPDX-License-Identifier: MIT
#include "plan/auxiliary_loss.h"

#include <algorithm>

#include "hourglass/error.h"

namespace hourglass::plan {
namespace {

using graph::Operation;
using graph::ValueId;

// The only operation that reads a value; nullptr if there are more or it is an output.
const Operation* only_reader(const Builder& builder, ValueId value) {
  if (builder.uses(value) != 1) return nullptr;
  for (const Operation& operation : builder.graph().operations) {
    if (std::find(operation.inputs.begin(), operation.inputs.end(), value) !=
        operation.inputs.end())
      return &operation;
  }
  return nullptr;
}

struct Decoder {
  graph::DenseOp dense;
  ValueId output;
};

// The layer that makes an output of a code, with nothing but reshaping after it.
Decoder decoder_of(const Builder& builder, const Operation& code) {
  if (const Operation* reader = only_reader(builder, code.output)) {
    const auto* dense = std::get_if<graph::DenseOp>(&reader->op);
    ValueId output = reader->output;
    const Operation* after = only_reader(builder, output);
    while (after != nullptr && std::holds_alternative<graph::ReshapeOp>(after->op)) {
      output = after->output;
      after = only_reader(builder, output);
    }
    const auto& outputs = builder.graph().outputs;
    const bool ends = std::find(outputs.begin(), outputs.end(), output) != outputs.end();
    if (dense != nullptr && !dense->transposed && ends && builder.uses(output) == 1)
      return {*dense, output};
  }
  throw Error(ErrorCode::invalid_argument, code.layer,
              "it has an auxiliary_weight and is not decoded by one Dense without an activation, "
              "with weights of its own; expected such a decoder; set the weight to 0");
}

void emit_auxiliary_loss(Builder& builder, const Operation& code, const graph::TopKOp& top,
                         const TrainedOutput& output) {
  const Decoder decoder = decoder_of(builder, code);
  if (builder.graph().outputs[output.index] != decoder.output) return;
  if (output.loss != Loss("mse")) {
    throw Error(ErrorCode::invalid_argument, code.layer,
                "it has an auxiliary_weight and the loss is " + std::string(output.loss.name()) +
                    "; expected mse; set the weight to 0");
  }
  builder.set_layer(code.layer);
  const std::int64_t units = builder.shape(code.output)[0];
  const std::int64_t features = builder.shape(decoder.output).size();
  const std::int64_t wanted =
      top.auxiliary_k > 0 ? top.auxiliary_k : std::max<std::int64_t>(1, features / 2);
  const ListId list =
      builder.new_list({units, std::min(wanted, units), top.idle, top.dead_after, true});
  const BufferId gradient =
      builder.new_buffer("auxiliary gradient", Layout::rows, Shape({features}));
  const float weight = top.auxiliary_weight * builder.options().loss_weights[output.index];
  builder.emit(ReviveStep{builder.value_in(code.inputs[0], Layout::rows), list,
                          decoder.dense.kernel, output.prediction, output.target, gradient, weight,
                          builder.new_slot({ValueSlot::Kind::penalty, 0, 1})});
  builder.auxiliaries[code.output] = {list, gradient};
}

}  // namespace

void emit_auxiliary_losses(Builder& builder, const TrainedOutput& output) {
  for (const Operation& operation : builder.graph().operations) {
    const auto* top = std::get_if<graph::TopKOp>(&operation.op);
    if (top != nullptr && top->auxiliary_weight > 0)
      emit_auxiliary_loss(builder, operation, *top, output);
  }
}

}  // namespace hourglass::plan
