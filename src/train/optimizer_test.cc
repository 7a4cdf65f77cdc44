// SPDX-License-Identifier: MIT
// What every optimizer has in common: limits of gradients.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

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
