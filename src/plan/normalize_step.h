// SPDX-License-Identifier: MIT
#pragma once

#include "graph/op.h"
#include "plan/plan.h"

namespace hourglass::plan {

// Whether the constants are the same all over each channel of an image: only then do its lanes have
// places for them.
bool is_by_channel(const graph::NormalizeOp& normalize, const Shape& shape);

// The step from `in` to `out`, with the constants in the order in which the buffer `like`, of the
// layout of both, keeps its numbers.
NormalizeStep normalize_step(const graph::NormalizeOp& normalize, const Buffer& like, BufferId in,
                             BufferId out);

}  // namespace hourglass::plan
