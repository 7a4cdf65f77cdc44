// SPDX-License-Identifier: MIT
// Every buffer that a step names.
#pragma once

#include <string_view>
#include <variant>

#include "plan/step.h"

namespace hourglass::plan {

// Calls visit(role, id) for each there is.
template <class Visit>
void visit_buffers(const StepKind& kind, Visit visit) {
  const auto put = [&](std::string_view role, BufferId id) {
    if (id != kNoBuffer) visit(role, id);
  };
  std::visit(
      [&](const auto& step) {
        if constexpr (requires { step.in; }) put("in", step.in);
        if constexpr (requires { step.a; }) put("a", step.a);
        if constexpr (requires { step.b; }) put("b", step.b);
        if constexpr (requires { step.mask; }) put("mask", step.mask);
        // A NormalizeStep's mean is numbers, a GatherStep's target a choice.
        if constexpr (requires { step.log_variance; }) {
          put("mean", step.mean);
          put("log_variance", step.log_variance);
          put("noise", step.noise);
          put("stddev", step.stddev);
        }
        if constexpr (requires { step.prediction; }) {
          put("prediction", step.prediction);
          put("target", step.target);
        }
        if constexpr (requires { step.inverse; }) put("inverse", step.inverse);
        if constexpr (requires { step.out; }) put("out", step.out);
        if constexpr (requires { step.out_gradient; }) put("out_gradient", step.out_gradient);
        if constexpr (requires { step.in_gradient; }) put("in_gradient", step.in_gradient);
        if constexpr (requires { step.mean_gradient; }) {
          put("mean_gradient", step.mean_gradient);
          put("log_variance_gradient", step.log_variance_gradient);
        }
        if constexpr (requires { step.gradient; }) put("gradient", step.gradient);
      },
      kind);
}

}  // namespace hourglass::plan
