// SPDX-License-Identifier: MIT
// Learning rates: a number, or one of Keras's schedules, which changes it from step to step
// (keras/src/optimizers/schedules/learning_rate_schedule.py). n counts the optimizer's steps from
// 0; all is rounded to float32, as Keras does.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace hourglass {

// initial_learning_rate * decay_rate^(n / decay_steps); with staircase the exponent is rounded
// down.
struct ExponentialDecay {
  double initial_learning_rate = 0;  // must be given, as decay_steps and decay_rate
  double decay_steps = 0;
  double decay_rate = 0;
  bool staircase = false;
};

// From initial_learning_rate to alpha times that in decay_steps, where it stays:
// initial_learning_rate * ((1 - alpha) * (1 + cos(pi * n / decay_steps)) / 2 + alpha).
// With warmup_target it first rises from initial_learning_rate to that, evenly in warmup_steps, and
// falls from there in the decay_steps after them.
struct CosineDecay {
  double initial_learning_rate = 0;  // must be given, as decay_steps; 0 is for warm-ups alone
  double decay_steps = 0;
  double alpha = 0;
  std::optional<double> warmup_target = {};
  double warmup_steps = 0;
};

class LearningRate {
 public:
  using Kind = std::variant<double, ExponentialDecay, CosineDecay>;

  constexpr LearningRate(double number) : kind_(number) {}
  constexpr LearningRate(const ExponentialDecay& schedule) : kind_(schedule) {}
  constexpr LearningRate(const CosineDecay& schedule) : kind_(schedule) {}

  constexpr const Kind& kind() const { return kind_; }
  // Keras's class name, "CosineDecay"; empty for a number.
  std::string_view schedule_name() const;
  // The number; of a schedule the rate from which it decays.
  double start() const;
  // After so many steps.
  double after(std::int64_t steps) const;

 private:
  Kind kind_;
};

}  // namespace hourglass
