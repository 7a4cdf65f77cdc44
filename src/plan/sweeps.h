// SPDX-License-Identifier: MIT
// How a convolution falls apart into steps: one, or one for each phase of its output (when
// up-sampling is folded in) or of its input (the gradient with a stride).
#pragma once

#include <cstdint>
#include <vector>

#include "graph/op.h"
#include "kernels/kernels.h"
#include "plan/step.h"

namespace hourglass::plan {

struct TapSweep {
  Sweep sweep;
  // Taps of the kernel that each of the sweep's taps stands for, added up.
  std::vector<kernels::TapRange> taps;
};

// From the input, each cell of which stands for `up` (1 unless window.stride is), to the output.
std::vector<TapSweep> output_sweeps(const graph::Window& window, std::int64_t up);
// From the output's gradient to that of the input, which has `size` cells.
std::vector<TapSweep> input_sweeps(const graph::Window& window, std::int64_t up, std::int64_t size);

// Cells that a sweep reads before the first of `size` cells, and after the last.
std::int64_t cells_before(const Sweep& sweep);
std::int64_t cells_after(const Sweep& sweep, std::int64_t size);

}  // namespace hourglass::plan
