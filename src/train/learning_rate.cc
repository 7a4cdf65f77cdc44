// SPDX-License-Identifier: MIT
#include "hourglass/learning_rate.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/overloaded.h"

namespace hourglass {
namespace {

float rounded(double number) { return static_cast<float>(number); }

// Powers and cosines are rounded from double: float's own differ from library to library.
float power(float base, float exponent) {
  return rounded(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
}
float cosine(float angle) { return rounded(std::cos(static_cast<double>(angle))); }

float after(const ExponentialDecay& schedule, float steps) {
  float exponent = steps / rounded(schedule.decay_steps);
  if (schedule.staircase) exponent = std::floor(exponent);
  return rounded(schedule.initial_learning_rate) * power(rounded(schedule.decay_rate), exponent);
}

float decayed(const CosineDecay& schedule, float from, float steps) {
  constexpr float kPi = 3.14159265F;
  const float share = steps / rounded(schedule.decay_steps);
  const float wave = 0.5F * (1.0F + cosine(kPi * share));
  return from * (rounded(1 - schedule.alpha) * wave + rounded(schedule.alpha));
}

float after(const CosineDecay& schedule, float steps) {
  const float initial = rounded(schedule.initial_learning_rate);
  const float decay_steps = rounded(schedule.decay_steps);
  if (!schedule.warmup_target) return decayed(schedule, initial, std::min(steps, decay_steps));
  const float target = rounded(*schedule.warmup_target);
  const float warmup = rounded(schedule.warmup_steps);
  const float within = std::min(steps, decay_steps + warmup);
  if (within < warmup) return (target - initial) * (within / warmup) + initial;
  return decayed(schedule, target, within - warmup);
}

}  // namespace

std::string_view LearningRate::schedule_name() const {
  constexpr std::array<std::string_view, 3> kNames = {"", "ExponentialDecay", "CosineDecay"};
  static_assert(kNames.size() == std::variant_size_v<Kind>);
  return kNames[kind_.index()];
}

double LearningRate::start() const {
  return std::visit(
      base::Overloaded{
          [](double number) { return number; },
          [](const ExponentialDecay& schedule) { return schedule.initial_learning_rate; },
          [](const CosineDecay& schedule) {
            return schedule.warmup_target.value_or(schedule.initial_learning_rate);
          },
      },
      kind_);
}

double LearningRate::after(std::int64_t steps) const {
  return std::visit(
      base::Overloaded{
          [](double number) { return number; },
          [&](const auto& schedule) {
            return static_cast<double>(hourglass::after(schedule, static_cast<float>(steps)));
          },
      },
      kind_);
}

}  // namespace hourglass
