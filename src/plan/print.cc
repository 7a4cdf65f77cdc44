// SPDX-License-Identifier: MIT
#include <sstream>
#include <string_view>

#include "plan/plan.h"
#include "plan/step_buffers.h"

namespace hourglass::plan {
namespace {

std::string_view step_name(const StepKind& kind) {
  constexpr std::string_view kNames[] = {"gather",
                                         "corrupt",
                                         "to_lanes",
                                         "to_rows",
                                         "dense",
                                         "dense_gradient",
                                         "convolve",
                                         "convolve_gradient",
                                         "winograd",
                                         "winograd_gradient",
                                         "pool",
                                         "pool_gradient",
                                         "up_sample",
                                         "up_sample_gradient",
                                         "copy_image",
                                         "copy_rows",
                                         "activation",
                                         "activation_gradient",
                                         "affine",
                                         "normalize",
                                         "leaky_relu",
                                         "leaky_relu_gradient",
                                         "scale_columns",
                                         "column_sums",
                                         "moments",
                                         "batch_gradient",
                                         "standardize",
                                         "standardize_gradient",
                                         "add",
                                         "multiply",
                                         "softmax",
                                         "softmax_gradient",
                                         "noise",
                                         "sampling",
                                         "sampling_gradient",
                                         "keep_largest",
                                         "threshold",
                                         "spread",
                                         "take_kept",
                                         "sparse_dense",
                                         "sparse_dense_gradient",
                                         "revive",
                                         "loss",
                                         "contraction",
                                         "contraction_gradient",
                                         "penalty",
                                         "penalty_gradient",
                                         "bernoulli_penalty_gradient"};
  static_assert(std::size(kNames) == std::variant_size_v<StepKind>);
  return kNames[kind.index()];
}

std::string operands(const StepKind& kind) {
  std::ostringstream text;
  visit_buffers(kind,
                [&](std::string_view role, BufferId id) { text << ' ' << role << "=b" << id; });
  std::visit(
      [&](const auto& step) {
        if constexpr (requires { step.list; }) text << " list=" << step.list;
        if constexpr (requires { step.relu; }) text << (step.relu ? " relu" : "");
        if constexpr (requires { step.wide; }) text << (step.wide ? " wide" : "");
      },
      kind);
  return text.str();
}

}  // namespace

std::string to_string(const Plan& plan) {
  std::ostringstream text;
  text << "batch " << plan.options.batch_size << (plan.block_by_block ? ", block by block" : "")
       << '\n';
  for (std::size_t i = 0; i < plan.buffers.size(); ++i) {
    const Buffer& buffer = plan.buffers[i];
    text << "b" << i << ' ' << (buffer.layout == Layout::rows ? "rows" : "lanes") << ' '
         << buffer.shape.to_string() << (buffer.whole_batch ? " whole batch" : "") << "  # "
         << buffer.name << '\n';
  }
  std::size_t met = 0;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    for (; met < plan.barriers.size() && plan.barriers[met].step == i; ++met) text << "barrier\n";
    const Step& step = plan.steps[i];
    text << step_name(step.kind) << operands(step.kind) << "  # " << step.layer << '\n';
  }
  for (const ParameterUpdate& update : plan.updates) {
    text << "update v" << update.variable << " (" << update.rows << ", " << update.columns << ")";
    for (const GradientSource& source : update.sources) {
      if (source.is_of_kernel) {
        text << " kernel times partial " << source.partial;
      } else if (source.partial >= 0) {
        text << " partial " << source.partial;
      } else if (source.list != kNoList) {
        text << " list " << source.list;
      } else if (source.in == kNoBuffer) {
        text << " sum(b" << source.out_gradient << ')';
      } else {
        text << " b" << source.in << "^T b" << source.out_gradient;
      }
    }
    text << '\n';
  }
  return text.str();
}

}  // namespace hourglass::plan
