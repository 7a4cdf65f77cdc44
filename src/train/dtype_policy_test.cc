// SPDX-License-Identifier: MIT
// FitOptions::dtype_policy: of the steps alone, and the same however they are interrupted.
#include <doctest/doctest.h>

#include <string>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"
#include "hourglass/pretraining.h"
#include "train/random_tensor_testing.h"
#include "train/stop_at_testing.h"

using namespace hourglass;
using train::random_tensor;

namespace {

Autoencoder network() {
  const auto x = Input({21});
  const auto h = Dense(11, {.activation = "relu"})(x);
  const auto code = Dense(5, {.activation = "relu"})(h);
  const auto back = Dense(11, {.activation = "relu"})(code);
  Autoencoder parts =
      make_autoencoder(x, code, Dense(21, {.activation = "sigmoid"})(back), {.seed = 3});
  parts.autoencoder.compile({.optimizer = Adam(), .loss = "binary_crossentropy"});
  return parts;
}

FitOptions mixed(std::int64_t epochs = 2) {
  return {.epochs = epochs, .batch_size = 16, .seed = 3, .dtype_policy = "mixed_bfloat16"};
}

}  // namespace

TEST_CASE("a policy is of the steps alone: validation and what follows are float32") {
  const Tensor samples = random_tensor(1, 83, {21});
  Model model = network().autoencoder;
  FitOptions options = mixed();
  options.validation_data = samples;
  const History history = model.fit(samples, options);
  CHECK(*find_log(model.evaluate(samples), "loss") == history["val_loss"].back());
  Model exact = network().autoencoder;
  options.dtype_policy = DtypePolicyKind::float32;
  const History of_float32 = exact.fit(samples, options);
  CHECK(model.weights_sha256() != exact.weights_sha256());
  CHECK(history["loss"].back() == doctest::Approx(of_float32["loss"].back()).epsilon(0.01));
}

TEST_CASE("stopped and gone on with, mixed precision ends with the same bits") {
  const Tensor samples = random_tensor(1, 83, {21});
  Model whole = network().autoencoder;
  whole.fit(samples, mixed(3));
  Model model = network().autoencoder;
  train::StopAt stop(1);
  FitOptions options = mixed(3);
  options.callbacks = {&stop};
  model.fit(samples, options);
  options.callbacks = {};
  options.initial_state = stop.state;
  model.fit(samples, options);
  CHECK(model.weights_sha256() == whole.weights_sha256());
}

TEST_CASE("pairs of layers are pre-trained in the policy's arithmetic") {
  const Tensor samples = random_tensor(1, 83, {21});
  const auto digest = [&](DtypePolicy policy) {
    const Autoencoder parts = network();
    pretrain(parts, samples, {.optimizer = Adam()}, {.dtype_policy = policy});
    return parts.autoencoder.weights_sha256();
  };
  CHECK(digest("mixed_bfloat16") == digest("mixed_bfloat16"));
  CHECK(digest("mixed_bfloat16") != digest("float32"));
}

TEST_CASE("a policy of an unknown name is refused, with the nearest") {
  const std::string message =
      base::message_of([] { DtypePolicy::from_name("mixed_bfloat"); }, ErrorCode::invalid_argument);
  CHECK(message.find("mixed_bfloat16") != std::string::npos);
}
