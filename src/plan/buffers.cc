// SPDX-License-Identifier: MIT
// Where buffers live.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "plan/passes.h"
#include "plan/step_buffers.h"

namespace hourglass::plan {

std::int64_t Buffer::unit_size() const {
  if (layout == Layout::rows) return shape.size();
  return plane_cells() * planes() * kernels::kLanes;
}

std::int64_t Buffer::planes() const {
  return channels_in_lanes ? (shape[2] + kernels::kLanes - 1) / kernels::kLanes : shape[2];
}

namespace {

// What is written before a barrier and read behind it is kept for the whole batch.
void keep_between_phases(Plan& plan) {
  constexpr std::size_t kNever = SIZE_MAX;
  std::vector<std::size_t> first_phase(plan.buffers.size(), kNever);
  std::size_t phase = 0;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    while (phase < plan.barriers.size() && plan.barriers[phase].step <= i) ++phase;
    visit_buffers(plan.steps[i].kind, [&](std::string_view, BufferId id) {
      const auto index = static_cast<std::size_t>(id);
      if (first_phase[index] == kNever) first_phase[index] = phase;
      if (first_phase[index] != phase) plan.buffers[index].whole_batch = true;
    });
  }
}

}  // namespace

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
  for (const KeptList& list : plan.lists) keep(list.in);
  for (const Sparsity& sparsity : plan.sparsities) keep(sparsity.in);
  keep_between_phases(plan);
}

}  // namespace hourglass::plan
