// SPDX-License-Identifier: MIT
// Schedules, against their formulas in double; Keras's own numbers are in tests/parity.
#include "hourglass/learning_rate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <string>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using hourglass::base::message_of;

namespace {

doctest::Approx about(double number) { return doctest::Approx(number).epsilon(1e-6); }

std::string refusal(const LearningRate& rate) {
  const auto x = Input({2});
  Model model(x, Dense(2)(x));
  return message_of(
      [&] { model.compile({.optimizer = Adam({.learning_rate = rate}), .loss = "mse"}); },
      ErrorCode::invalid_argument);
}

}  // namespace

TEST_CASE("a number stays as it is") {
  const LearningRate rate = 0.1;
  CHECK(rate.after(0) == 0.1);
  CHECK(rate.after(1'000'000) == 0.1);
  CHECK(rate.start() == 0.1);
  CHECK(rate.schedule_name().empty());
}

TEST_CASE("exponential decay, on the way or at the end of each period") {
  ExponentialDecay schedule = {
      .initial_learning_rate = 0.2, .decay_steps = 30, .decay_rate = 0.9, .staircase = false};
  for (const std::int64_t step : {0, 1, 29, 30, 45, 1000})
    CHECK(LearningRate(schedule).after(step) == about(0.2 * std::pow(0.9, step / 30.0)));
  schedule.staircase = true;
  CHECK(LearningRate(schedule).after(29) == about(0.2));
  CHECK(LearningRate(schedule).after(30) == about(0.2 * 0.9));
  CHECK(LearningRate(schedule).after(89) == about(0.2 * 0.81));
  CHECK(LearningRate(schedule).schedule_name() == "ExponentialDecay");
}

TEST_CASE("cosine decay ends at alpha and stays there") {
  const LearningRate rate =
      CosineDecay{.initial_learning_rate = 0.2, .decay_steps = 40, .alpha = 0.1};
  for (const std::int64_t step : {0, 1, 10, 20, 39, 40, 41, 500}) {
    const double share = std::min(1.0, static_cast<double>(step) / 40);
    const double wave = (1 + std::cos(std::numbers::pi * share)) / 2;
    CHECK(rate.after(step) == about(0.2 * (0.9 * wave + 0.1)));
  }
  CHECK(rate.start() == 0.2);
  CHECK(LearningRate(CosineDecay{.initial_learning_rate = 0.2, .decay_steps = 40}).after(40) <
        1e-8);
}

TEST_CASE("a warm-up rises evenly, and the decay begins where it ends") {
  const LearningRate rate = CosineDecay{
      .initial_learning_rate = 0.05, .decay_steps = 40, .warmup_target = 0.2, .warmup_steps = 10};
  for (const std::int64_t step : {0, 1, 5, 9})
    CHECK(rate.after(step) == about(0.05 + 0.15 * static_cast<double>(step) / 10));
  CHECK(rate.after(10) == about(0.2));
  CHECK(rate.after(30) == about(0.1));
  CHECK(rate.after(50) < 1e-8);
  CHECK(rate.start() == 0.2);
  CHECK(rate.schedule_name() == "CosineDecay");
}

TEST_CASE("a schedule moves the weights by its rate at each step") {
  // The gradient of the bias is the same in every step: its input is 0 and the loss linear.
  const auto x = Input({1});
  Model model(x, Dense(1)(x));
  model.set_weights({{0}, {100}});
  const CosineDecay schedule = {
      .initial_learning_rate = 0, .decay_steps = 3, .warmup_target = 0.5, .warmup_steps = 2};
  model.compile({.optimizer = SGD({.learning_rate = schedule}), .loss = "mae"});
  float before = 100;
  for (std::int64_t step = 0; step < 7; ++step) {
    CAPTURE(step);
    CHECK(model.learning_rate() == LearningRate(schedule).after(step));
    model.fit(Tensor(4, {1}), {.epochs = 1, .batch_size = 4});
    const float after = model.get_weights()[1][0];
    CHECK(static_cast<double>(before - after) ==
          doctest::Approx(LearningRate(schedule).after(step)).epsilon(1e-4));
    before = after;
  }
}

TEST_CASE("schedules that cannot be are refused") {
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(has(refusal(ExponentialDecay{.initial_learning_rate = 0.1, .decay_rate = 0.9}),
            "[Adam] decay_steps is 0.000000; expected a finite number above 0"));
  CHECK(has(refusal(ExponentialDecay{.initial_learning_rate = 0.1, .decay_steps = 9}),
            "decay_rate is 0.000000"));
  CHECK(has(refusal(CosineDecay{.decay_steps = 9}), "initial_learning_rate is 0.000000"));
  CHECK(has(refusal(CosineDecay{.initial_learning_rate = 0.1, .decay_steps = -1}), "decay_steps"));
  CHECK(has(refusal(CosineDecay{.initial_learning_rate = 0.1, .decay_steps = 9, .alpha = -1}),
            "alpha is -1"));
  CHECK(has(
      refusal(CosineDecay{.initial_learning_rate = 0.1, .decay_steps = 9, .warmup_target = NAN}),
      "warmup_target is nan"));
  CHECK(has(refusal(CosineDecay{.decay_steps = 9, .warmup_target = 0.1, .warmup_steps = -1}),
            "warmup_steps is -1"));
}

TEST_CASE("a learning rate is set between steps, and not where there is a schedule") {
  const auto x = Input({2});
  Model model(x, Dense(2)(x));
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "mse"});
  model.set_learning_rate(0.25);
  CHECK(model.learning_rate() == 0.25);
  for (const double wrong : {0.0, -1.0, 1e300, static_cast<double>(NAN)}) {
    CHECK(message_of([&] { model.set_learning_rate(wrong); }, ErrorCode::invalid_argument)
              .find("learning_rate is") != std::string::npos);
  }
  CHECK(model.learning_rate() == 0.25);
  const CosineDecay schedule = {.initial_learning_rate = 0.1, .decay_steps = 9};
  model.compile({.optimizer = SGD({.learning_rate = schedule}), .loss = "mse"});
  CHECK(message_of([&] { model.set_learning_rate(0.1); }, ErrorCode::invalid_argument)
            .find("is the schedule CosineDecay") != std::string::npos);
}
