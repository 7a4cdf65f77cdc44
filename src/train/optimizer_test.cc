// SPDX-License-Identifier: MIT
// What every optimizer has in common: limits of gradients and averages of weights.
#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/error_testing.h"
#include "base/random.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using hourglass::base::message_of;

namespace {

Tensor samples(std::int64_t count) {
  Tensor tensor(count, {12});
  std::uint32_t i = 0;
  for (float& value : tensor.values())
    value = static_cast<float>(base::uniform(base::threefry({1, 1}, {i++, 0})[0]));
  return tensor;
}

Model small_model(const Optimizer& optimizer) {
  const auto x = Input({12});
  const auto h = Dense(5, {.activation = "relu"})(x);
  Model model(x, Dense(12, {.activation = "sigmoid"})(h));
  model.compile({.optimizer = optimizer, .loss = "mse"});
  return model;
}

std::string trained(const Optimizer& optimizer, int threads = 1) {
  Model model = small_model(optimizer);
  model.fit(samples(40), {.epochs = 3, .batch_size = 8, .threads = threads});
  return model.weights_sha256();
}

bool refuses(const Optimizer& optimizer, const std::string& part) {
  const std::string message =
      message_of([&] { small_model(optimizer); }, ErrorCode::invalid_argument);
  return message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every optimizer clips") {
  const auto clips = [](const auto& plain) {
    auto limited = plain;
    limited.clipnorm = 1e-3;
    auto all = plain;
    all.global_clipnorm = 1e-3;
    auto cut = plain;
    cut.clipvalue = 1e-4;
    const std::string without = trained(plain);
    for (const Optimizer& optimizer : {Optimizer(limited), Optimizer(all), Optimizer(cut)}) {
      CHECK(trained(optimizer) != without);
      CHECK(trained(optimizer, 3) == trained(optimizer));
    }
    CHECK(trained(limited) != trained(all));
  };
  clips(SGD());
  clips(RMSprop());
  clips(Adagrad());
  clips(Adadelta());
  clips(Adam());
  clips(AdamW());
}

TEST_CASE("limits that limit nothing are refused") {
  CHECK(
      refuses(SGD({.clipnorm = 0}), "[SGD] clipnorm is 0.000000; expected a finite number above"));
  CHECK(refuses(Adam({.clipvalue = -1}), "[Adam] clipvalue is -1.000000"));
  CHECK(refuses(Adam({.global_clipnorm = INFINITY}), "[Adam] global_clipnorm is inf"));
  CHECK(refuses(RMSprop({.clipnorm = 1, .global_clipnorm = 1}),
                "[RMSprop] two of clipnorm, clipvalue and global_clipnorm are set"));
}

TEST_CASE("averages follow the weights and take their place at the end of fit") {
  const float momentum = 0.9F;
  Model plain = small_model(SGD({.learning_rate = 0.5}));
  Model averaged = small_model(SGD({.learning_rate = 0.5, .use_ema = true, .ema_momentum = 0.9}));
  std::vector<std::vector<float>> averages;
  class Follow : public Callback {
   public:
    Follow(std::vector<std::vector<float>>& averages, float momentum)
        : averages_(averages), momentum_(momentum) {}
    void on_train_batch_end(Model& model, std::int64_t, const Logs&) override {
      const auto weights = model.get_weights();
      if (averages_.empty()) averages_ = weights;
      if (steps_++ == 0) return;
      for (std::size_t v = 0; v < weights.size(); ++v) {
        for (std::size_t i = 0; i < weights[v].size(); ++i) {
          float& average = averages_[v][i];
          average = momentum_ * average + (1 - momentum_) * weights[v][i];
        }
      }
    }

   private:
    std::vector<std::vector<float>>& averages_;
    float momentum_;
    int steps_ = 0;
  } follow(averages, momentum);
  const History expected =
      plain.fit(samples(40), {.epochs = 2, .batch_size = 8, .callbacks = {&follow}});
  const History history = averaged.fit(samples(40), {.epochs = 2, .batch_size = 8, .threads = 3});
  CHECK(history.epochs == expected.epochs);
  CHECK(averaged.get_weights() == averages);
  CHECK(averaged.get_weights() != plain.get_weights());
}

TEST_CASE("the first average is the weights themselves") {
  Model plain = small_model(Adam());
  Model averaged = small_model(Adam({.use_ema = true}));
  for (Model* model : {&plain, &averaged}) model->fit(samples(8), {.epochs = 1, .batch_size = 8});
  CHECK(averaged.weights_sha256() == plain.weights_sha256());
}

TEST_CASE("training goes on from the averages as often as it is asked to") {
  const auto weights = [](std::optional<std::int64_t> frequency) {
    return trained(
        Adam({.use_ema = true, .ema_momentum = 0.5, .ema_overwrite_frequency = frequency}), 2);
  };
  CHECK(weights(4) != weights(std::nullopt));
  CHECK(weights(4) != weights(5));
  // Fifteen steps: later than that is never.
  CHECK(weights(16) == weights(std::nullopt));
  // Without memory of their own the averages are the weights.
  CHECK(trained(Adam({.use_ema = true, .ema_momentum = 0})) == trained(Adam()));
}

TEST_CASE("averages that cannot be are refused") {
  CHECK(refuses(SGD({.use_ema = true, .ema_momentum = 1.5}),
                "[SGD] ema_momentum is 1.500000; expected 0 to 1"));
  CHECK(refuses(SGD({.use_ema = true, .ema_overwrite_frequency = 0}),
                "[SGD] ema_overwrite_frequency is 0; expected a number of steps"));
  CHECK_NOTHROW(small_model(SGD({.ema_momentum = 7})));
}
