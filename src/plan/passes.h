// SPDX-License-Identifier: MIT
// The passes of a compilation, in the order of compile.cc.
#pragma once

#include "plan/builder.h"

namespace hourglass::plan {

// Every operation's steps, in order.
void emit_forward(Builder& builder);
// Losses and metrics on the outputs; with training, the gradients they start.
void emit_losses(Builder& builder);
// Every operation's gradient rule, in reverse order.
void emit_backward(Builder& builder);
// Which buffers outlive a chunk, and whether the plan runs block by block.
void place_buffers(Plan& plan);

}  // namespace hourglass::plan
