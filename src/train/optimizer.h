// SPDX-License-Identifier: MIT
// From an optimizer's options to what one step of it needs.
#pragma once

#include <cstdint>
#include <optional>

#include "hourglass/optimizers.h"
#include "plan/executor.h"
#include "train/model_base.h"

namespace hourglass::train {

// The rule of step `iteration`, from 1.
plan::UpdateRule<float> update_rule(const Optimizer& optimizer, std::int64_t iteration);
// What limits the gradients before that.
plan::Clipping clipping(const Optimizer& optimizer);
// The averages that it keeps, if it does.
struct MovingAverageOptions {
  double momentum = 0;
  std::optional<std::int64_t> overwrite_frequency = {};
};
std::optional<MovingAverageOptions> moving_average(const Optimizer& optimizer);
// Fresh memory for a variable of `size` numbers.
OptimizerSlots make_slots(const Optimizer& optimizer, std::size_t size);
// Throws invalid_argument for values out of range.
void check_optimizer(const Optimizer& optimizer);

}  // namespace hourglass::train
