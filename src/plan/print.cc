// SPDX-License-Identifier: MIT
#include <sstream>
#include <type_traits>

#include "base/overloaded.h"
#include "plan/plan.h"

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
                                         "add",
                                         "multiply",
                                         "softmax",
                                         "softmax_gradient",
                                         "noise",
                                         "sampling",
                                         "sampling_gradient",
                                         "loss",
                                         "penalty",
                                         "penalty_gradient"};
  static_assert(std::size(kNames) == std::variant_size_v<StepKind>);
  return kNames[kind.index()];
}

// Every buffer a step names, in the order in which its members stand.
std::string operands(const StepKind& kind) {
  std::ostringstream text;
  const auto put = [&](const char* role, BufferId id) {
    if (id != kNoBuffer) text << ' ' << role << "=b" << id;
  };
  std::visit(
      [&](const auto& step) {
        if constexpr (requires { step.in; }) put("in", step.in);
        if constexpr (requires { step.a; }) put("a", step.a);
        if constexpr (requires { step.b; }) put("b", step.b);
        if constexpr (requires { step.mean == BufferId{}; }) put("mean", step.mean);
        if constexpr (requires { step.log_variance; }) put("log_variance", step.log_variance);
        if constexpr (requires { step.noise; }) put("noise", step.noise);
        if constexpr (requires { step.stddev; }) put("stddev", step.stddev);
        if constexpr (requires { step.prediction; }) put("prediction", step.prediction);
        if constexpr (
            requires { step.target == BufferId{}; } && requires { step.prediction; })
          put("target", step.target);
        if constexpr (requires { step.out; }) put("out", step.out);
        if constexpr (requires { step.out_gradient; }) put("out_gradient", step.out_gradient);
        if constexpr (requires { step.in_gradient; }) put("in_gradient", step.in_gradient);
        if constexpr (requires { step.mean_gradient; }) put("mean_gradient", step.mean_gradient);
        if constexpr (requires { step.log_variance_gradient; })
          put("log_variance_gradient", step.log_variance_gradient);
        if constexpr (requires { step.gradient; }) put("gradient", step.gradient);
        if constexpr (requires { step.relu; }) text << (step.relu ? " relu" : "");
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
  for (const Step& step : plan.steps) {
    text << step_name(step.kind) << operands(step.kind) << "  # " << step.layer << '\n';
  }
  for (const ParameterUpdate& update : plan.updates) {
    text << "update v" << update.variable << " (" << update.rows << ", " << update.columns << ")";
    for (const GradientSource& source : update.sources) {
      if (source.partial >= 0) {
        text << " partial " << source.partial;
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
