// SPDX-License-Identifier: MIT
// The loss that revives the dead units of a sparse code.
#pragma once

#include <cstddef>

#include "hourglass/losses.h"
#include "plan/builder.h"

namespace hourglass::plan {

// An output that is trained, as its loss sees it.
struct TrainedOutput {
  std::size_t index;
  BufferId prediction, target;
  Loss loss;
};

// Of every code with an auxiliary weight that one dense layer decodes to that output. Throws
// invalid_argument, naming the layer, for a code that is decoded otherwise: the error would have to
// go back through what comes after.
void emit_auxiliary_losses(Builder& builder, const TrainedOutput& output);

}  // namespace hourglass::plan
