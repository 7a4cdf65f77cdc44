// SPDX-License-Identifier: MIT
// What a batch normalization does in fit, evaluate and predict.
#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"
#include "train/model_base.h"
#include "train/random_tensor_testing.h"

using namespace hourglass;

namespace {

Model normalization(BatchNormalizationOptions options) {
  const auto x = Input({2});
  Model model(x, BatchNormalization(std::move(options))(x));
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "mse"});
  return model;
}

// Features and images, ReLUs behind and before, a transposed convolution.
Model network() {
  const auto x = Input({6, 5, 2});
  auto h = ActivationLayer("relu")(
      BatchNormalization({.momentum = 0.9F})(Conv2D(5, 3, {.padding = "same"})(x)));
  h = BatchNormalization()(Dense(60)(Flatten()(h)));
  h = Reshape({3, 5, 4})(LayerNormalization()(h));
  Model model(x, Conv2DTranspose(2, 3, {.strides = {2, 1}, .padding = "same"})(h), {.seed = 3});
  model.compile({.optimizer = Adam(), .loss = "mse"});
  return model;
}

std::string trained(const FitOptions& options) {
  Model model = network();
  model.fit(train::random_tensor(1, 75, {6, 5, 2}), options);
  return model.weights_sha256();
}

}  // namespace

TEST_CASE("moving averages follow each batch, and are what is used outside of training") {
  Model model = normalization({.momentum = 0.75F, .center = false, .scale = false});
  const Tensor x(4, {2}, {1, 0, 2, 0, 3, 8, 6, 0});
  CHECK(model.predict(x).values()[0] == 1 / std::sqrt(1.001F));
  model.fit(x, {.epochs = 1, .batch_size = 4});
  const auto weights = model.get_weights();
  CHECK(weights[0] == std::vector<float>{3 * 0.25F, 2 * 0.25F});
  CHECK(weights[1] == std::vector<float>{0.75F + 3.5F * 0.25F, 0.75F + 12 * 0.25F});
  const float expected = (1 - weights[0][0]) / std::sqrt(weights[1][0] + 1e-3F);
  CHECK(model.predict(x).values()[0] == doctest::Approx(expected).epsilon(1e-6));
  CHECK(model.evaluate(x).front().second ==
        doctest::Approx(model.evaluate(x, {.batch_size = 1}).front().second).epsilon(1e-6));
}

TEST_CASE("a batch's own mean and variance are used in training, whatever the averages") {
  Model model = normalization({.momentum = 0});
  const Tensor x(4, {2}, {101, -5, 102, -5, 103, -1, 106, -5});
  // Standardized columns have mean squares of almost 1, and sums of products with themselves.
  const double loss = model.fit(x, {.batch_size = 4}).epochs.front().front().second;
  Model same = normalization({.momentum = 0.5F});
  CHECK(same.fit(x, {.batch_size = 4}).epochs.front().front().second == loss);
  CHECK(model.evaluate(x, {.batch_size = 4}).front().second != doctest::Approx(loss));
}

TEST_CASE("what is not trained has no place in the optimizer, but in the model's weights") {
  Model model = normalization({});
  CHECK(model.parameter_count() == 8);
  const std::string text = model.summary();
  CHECK(text.find("Trainable params: 4 ") != std::string::npos);
  CHECK(text.find("Non-trainable params: 4 ") != std::string::npos);
  model.compile({.optimizer = Adam({.clipnorm = 0.1, .use_ema = true}), .loss = "mse"});
  model.fit(train::random_tensor(1, 20, {2}), {.epochs = 2, .batch_size = 8});
  CHECK(model.get_weights()[2][0] != 0);
  const auto& slots = train::base_of(model).compiled("test").slots;
  for (std::size_t i = 0; i < slots.size(); ++i) CHECK(slots[i].slot0.size() == (i < 2 ? 2 : 0));
}

TEST_CASE("training by batches' statistics has the same bits on any number of threads") {
  const FitOptions one = {.epochs = 3, .batch_size = 40, .seed = 5, .threads = 1};
  const std::string digest = trained(one);
  for (const int threads : {2, 3, 7}) {
    FitOptions options = one;
    options.threads = threads;
    CHECK(trained(options) == digest);
  }
}

TEST_CASE(
    "a loss that is not finite leaves the averages alone, and names a layer behind a barrier") {
  const auto x = Input({4});
  const auto h = BatchNormalization()(Dense(6)(x));
  Model model(x, Dense(4, {.activation = "exponential", .name = "last"})(h));
  model.compile({.optimizer = SGD(), .loss = "mse"});
  auto weights = model.get_weights();
  for (float& number : weights[6]) number = 1e30F;
  model.set_weights(weights);
  const std::string message =
      base::message_of([&] { model.fit(train::random_tensor(1, 40, {4}), {.batch_size = 40}); },
                       ErrorCode::non_finite);
  CHECK(message.find("Dense 'last'") != std::string::npos);
  CHECK(model.get_weights() == weights);
}

TEST_CASE("moments keep their digits where the mean is far from 0") {
  const auto x = Input({500, 2});
  Model model(x, BatchNormalization({.momentum = 0})(x));
  model.compile({.optimizer = SGD({.learning_rate = 1e-9}), .loss = "mse"});
  Tensor data = train::random_tensor(1, 40, {500, 2});
  double sums[2] = {};
  double squares[2] = {};
  for (std::size_t i = 0; i < data.values().size(); ++i) sums[i % 2] += data.values()[i] += 100;
  for (std::size_t i = 0; i < data.values().size(); ++i) {
    const double apart = data.values()[i] - sums[i % 2] / 20000;
    squares[i % 2] += apart * apart;
  }
  model.fit(data, {.batch_size = 40});
  const auto weights = model.get_weights();
  for (std::size_t column = 0; column < 2; ++column) {
    CHECK(std::abs(weights[2][column] - sums[column] / 20000) < 1e-5);
    CHECK(std::abs(weights[3][column] / (squares[column] / 20000) - 1) < 1e-6);
  }
}
