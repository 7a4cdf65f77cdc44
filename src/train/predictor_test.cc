// SPDX-License-Identifier: MIT
#include "hourglass/predictor.h"

#include <doctest/doctest.h>

#include <vector>

#include "base/error_testing.h"
#include "base/random.h"
#include "hourglass/hourglass.h"

using namespace hourglass;

namespace {

Tensor random_tensor(std::int64_t batch, const Shape& shape) {
  Tensor tensor(batch, shape);
  std::uint32_t i = 0;
  for (float& value : tensor.values())
    value = static_cast<float>(base::uniform(base::threefry({7, 1}, {i++, 0})[0]));
  return tensor;
}

// One at a time, and in batches that do not divide the samples, there must be the same bits.
void check_bits(const Model& model) {
  const Tensor samples = random_tensor(21, model.inputs()[0].shape());
  const Tensor expected = model.predict(samples, {.batch_size = 16});
  for (const std::int64_t batch_size : {1, 4, 32}) {
    CAPTURE(batch_size);
    Predictor predictor(model, {.batch_size = batch_size, .threads = 2});
    std::vector<float> outputs(expected.values().size());
    predictor.predict(samples.values(), outputs);
    CHECK(std::equal(outputs.begin(), outputs.end(), expected.values().begin()));
  }
}

}  // namespace

TEST_CASE("a sample's bits do not depend on its batch: dense layers") {
  auto x = Input({33});
  auto h = Dense(17, {.activation = "tanh"})(x);
  check_bits(Model(x, Dense(33, {.activation = "sigmoid"})(h)));
}

TEST_CASE("a sample's bits do not depend on its batch: images") {
  for (const std::string_view recipe : recipe_names()) check_bits(build_recipe(recipe).autoencoder);
  for (const std::int64_t channels : {1, 3, 16, 20}) {
    auto x = Input({9, 10, channels});
    auto h = Conv2D(18, {3, 3}, {.strides = {2, 2}, .activation = "relu"})(x);
    h = AveragePooling2D({2, 2}, {.padding = "same"})(ZeroPadding2D({1, 0, 2, 1})(h));
    auto up = UpSampling2D({2, 3})(h);
    auto y = Conv2D(5, {2, 3}, {.padding = "same", .activation = "elu"})(up);
    auto sum = Add()({Conv2D(5, {1, 1})(up), Cropping2D(0)(y)});
    check_bits(Model(x, Dense(4, {.activation = "softmax"})(Flatten()(sum))));
    check_bits(Model(x, sum));
  }
}

// Few channels have lanes of their own way: neighbouring columns, more than two vectors of them,
// and rows that are left over.
TEST_CASE("a sample's bits do not depend on its batch: few output channels") {
  for (const std::int64_t outputs : {1, 2, 3, 4, 5}) {
    for (const std::int64_t stride : {1, 2, 3}) {
      auto x = Input({13, 71, 19});
      auto y = Conv2D(outputs, {3, 5}, {.strides = stride, .activation = "sigmoid"})(x);
      check_bits(Model(x, y));
    }
    for (const Size2D strides : {Size2D(3, 1), Size2D(1, 2)}) {
      auto x = Input({11, 23, 6});
      check_bits(Model(x, Conv2D(outputs, {2, 4}, {.strides = strides})(x)));
    }
    auto x = Input({9, 37, 5});
    auto y = Conv2D(outputs, 3, {.padding = "same", .activation = "tanh"})(UpSampling2D(2)(x));
    check_bits(Model(x, y));
    // Wider than what is turned round at a time, and with too many inputs for it.
    auto wide = Input({5, 5, 700});
    check_bits(Model(wide, Conv2D(outputs, {4, 2}, {.use_bias = false})(wide)));
    auto long_taps = Input({2, 50, 1});
    check_bits(Model(long_taps, Conv2D(outputs, {1, 40})(long_taps)));
  }
}

TEST_CASE("weights are those of the last update_weights") {
  auto x = Input({6, 6, 1});
  Model model(x, Conv2D(2, {3, 3})(UpSampling2D({2, 2})(x)));
  const Tensor sample = random_tensor(1, {6, 6, 1});
  Predictor predictor(model, {.batch_size = 1});
  std::vector<float> before(200), after(200), updated(200);
  predictor.predict(sample.values(), before);
  auto weights = model.get_weights();
  for (float& weight : weights[0]) weight *= 2;
  model.set_weights(weights);
  predictor.predict(sample.values(), after);
  predictor.update_weights();
  predictor.predict(sample.values(), updated);
  CHECK(after == before);
  CHECK(updated != before);
}

TEST_CASE("sizes that do not fit are refused") {
  auto x = Input({4});
  Predictor predictor(Model(x, Dense(2)(x)));
  std::vector<float> samples(9), outputs(4);
  CHECK_THROWS_AS(predictor.predict(samples, outputs), Error);
  samples.resize(12);
  CHECK_THROWS_AS(predictor.predict(samples, outputs), Error);
  samples.resize(8);
  predictor.predict(samples, outputs);
  auto a = Input({4});
  Model two({x, a}, {Add()({Dense(2)(x), Dense(2)(a)})});
  CHECK_THROWS_AS(Predictor{two}, Error);
}
