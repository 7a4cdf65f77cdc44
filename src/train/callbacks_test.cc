// SPDX-License-Identifier: MIT
// ReduceLROnPlateau on losses that are made up, and those of a training.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using hourglass::base::message_of;

namespace {

Model any_model(const LearningRate& rate) {
  const auto x = Input({2});
  Model model(x, Dense(2)(x));
  model.compile({.optimizer = SGD({.learning_rate = rate}), .loss = "mse"});
  return model;
}

// The learning rate after each epoch with these losses, of which it begins with 1.
std::vector<double> rates(const ReduceLROnPlateauOptions& options,
                          const std::vector<double>& losses) {
  Model model = any_model(1.0);
  ReduceLROnPlateau reduce(options);
  reduce.on_train_begin(model, {});
  std::vector<double> rates;
  for (const double loss : losses) {
    reduce.on_epoch_end(model, std::ssize(rates), {{"val_loss", loss}});
    rates.push_back(static_cast<double>(static_cast<float>(model.learning_rate())));
  }
  return rates;
}

using Rates = std::vector<double>;

}  // namespace

// The numbers are what Keras's callback gives for the same losses.
TEST_CASE("the learning rate falls when the loss has not for as long as the patience") {
  const std::vector<double> losses = {5, 4, 4, 4, 4, 3, 3, 3, 3, 3};
  CHECK(rates({.factor = 0.5, .patience = 2}, losses) ==
        Rates{1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125});
  CHECK(rates({.factor = 0.5, .patience = 1}, losses) ==
        Rates{1, 1, 0.5, 0.25, 0.125, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125});
  CHECK(rates({.factor = 0.5, .patience = 2, .cooldown = 2}, losses) ==
        Rates{1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25});
  CHECK(rates({.factor = 0.5, .patience = 2, .min_lr = 0.4}, losses) ==
        Rates{1, 1, 1, 0.5, 0.5, 0.5, 0.5, static_cast<double>(0.4F), static_cast<double>(0.4F),
              static_cast<double>(0.4F)});
}

TEST_CASE("a fall by less than min_delta is none") {
  CHECK(rates({.factor = 0.5, .patience = 1, .min_delta = 0.5}, {5, 4.6, 4.4, 4.4}) ==
        Rates{1, 0.5, 0.5, 0.25});
  CHECK(rates({.factor = 0.5, .patience = 1, .min_delta = 0}, {5, 4.9, 4.8}) == Rates{1, 1, 1});
}

TEST_CASE("it never comes to 0") {
  const std::vector<double> all =
      rates({.factor = 1e-20, .patience = 0}, std::vector<double>(9, 1));
  CHECK(all.back() > 0);
  CHECK(all.back() == all[2]);
}

TEST_CASE("it goes on from a state, and begins anew without one") {
  const ReduceLROnPlateauOptions options = {.factor = 0.5, .patience = 3};
  Model model = any_model(1.0);
  ReduceLROnPlateau first(options);
  first.on_train_begin(model, {});
  for (int epoch = 0; epoch < 3; ++epoch) first.on_epoch_end(model, epoch, {{"val_loss", 1}});
  CHECK(first.state().wait == 2);
  ReduceLROnPlateau second(options);
  second.resume(first.state());
  second.on_train_begin(model, {});
  second.on_epoch_end(model, 3, {{"val_loss", 1}});
  CHECK(model.learning_rate() == 0.5);
  second.on_train_begin(model, {});
  CHECK(second.state().wait == 0);
  CHECK(second.state().best > 1);
}

TEST_CASE("what it cannot watch or reduce is refused") {
  const auto refusal = [](const auto& call) {
    return message_of(call, ErrorCode::invalid_argument);
  };
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(has(refusal([] { ReduceLROnPlateau({.factor = 1}); }), "factor is 1.0"));
  CHECK(has(refusal([] { ReduceLROnPlateau({.patience = -1}); }), "patience -1"));
  Model model = any_model(1.0);
  ReduceLROnPlateau reduce;
  CHECK(has(refusal([&] {
              reduce.on_epoch_end(model, 0, {{"loss", 1}});
            }),
            "nothing called 'val_loss' was logged"));
  Model scheduled = any_model(CosineDecay{.initial_learning_rate = 1, .decay_steps = 9});
  CHECK(has(refusal([&] { scheduled.fit(Tensor(4, {2}), {.callbacks = {&reduce}}); }),
            "[ReduceLROnPlateau] the optimizer's learning rate is the schedule CosineDecay"));
}
