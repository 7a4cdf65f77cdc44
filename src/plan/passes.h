// SPDX-License-Identifier: MIT
// The passes of a compilation, in the order of compile.cc.
#pragma once

#include "plan/builder.h"

namespace hourglass::plan {

// Whether a dense layer works on what a code has kept alone, where there is such a list: each unit
// then has a row of its kernel, or a column if it makes the code.
inline bool reads_lists(const graph::DenseOp& dense) { return !dense.transposed; }

// Every operation's steps, in order.
void emit_forward(Builder& builder);
// Losses and metrics on the outputs; with training, the gradients they start.
void emit_losses(Builder& builder);
// Every operation's gradient rule, in reverse order.
void emit_backward(Builder& builder);
// Which buffers outlive a chunk, and whether the plan runs block by block.
void place_buffers(Plan& plan);

}  // namespace hourglass::plan
