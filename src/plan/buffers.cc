// SPDX-License-Identifier: MIT
// Where buffers live.
#include <algorithm>

#include "plan/passes.h"

namespace hourglass::plan {

std::int64_t Buffer::unit_size() const {
  if (layout == Layout::rows) return shape.size();
  return plane_cells() * planes() * kernels::kLanes;
}

std::int64_t Buffer::planes() const {
  return channels_in_lanes ? (shape[2] + kernels::kLanes - 1) / kernels::kLanes : shape[2];
}

void place_buffers(Plan& plan) {
  plan.block_by_block =
      std::any_of(plan.buffers.begin(), plan.buffers.end(),
                  [](const Buffer& buffer) { return buffer.layout == Layout::lanes; });
  for (Buffer& buffer : plan.buffers) buffer.whole_batch = !plan.block_by_block;
  const auto keep = [&](BufferId id) {
    if (id != kNoBuffer) plan.buffers[static_cast<std::size_t>(id)].whole_batch = true;
  };
  for (const ParameterUpdate& update : plan.updates) {
    for (const GradientSource& source : update.sources) {
      keep(source.in);
      keep(source.out_gradient);
    }
  }
  for (const BufferId output : plan.outputs) keep(output);
}

}  // namespace hourglass::plan
