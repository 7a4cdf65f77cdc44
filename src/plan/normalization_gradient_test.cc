// SPDX-License-Identifier: MIT
// Gradients of layers that standardize and scale, of transposed convolutions, and of layers on
// sequences.
#include <doctest/doctest.h>

#include "hourglass/layers/activation.h"
#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/merging.h"
#include "hourglass/layers/normalization.h"
#include "hourglass/layers/reshaping.h"
#include "hourglass/layers/sequence.h"
#include "plan/gradient_testing.h"

using namespace hourglass;
using namespace hourglass::plan;

TEST_CASE("batch normalization of features, with and without scale and center") {
  for (const bool scale : {true, false}) {
    for (const bool center : {true, false}) {
      CAPTURE(scale);
      CAPTURE(center);
      auto x = Input({5});
      // A bias would be taken away with the mean: its gradient is 0 but for the rounding.
      auto h =
          BatchNormalization({.center = center, .scale = scale})(Dense(19, {.use_bias = false})(x));
      check_gradients({{x}, {Dense(2)(ActivationLayer("tanh")(h))}}, {2, 5, 19, 40});
    }
  }
}

TEST_CASE("batch normalization of images, of the input too, behind and before a ReLU") {
  auto x = Input({4, 3, 2});
  auto h = BatchNormalization()(x);
  h = Conv2D(5, 3, {.padding = "same"})(h);
  h = ActivationLayer("relu")(BatchNormalization()(h));
  h = MaxPooling2D(2, {.padding = "same"})(h);
  h = BatchNormalization()(h);
  check_gradients({{x}, {Dense(2)(Flatten()(h))}}, {1, 5, 19, 40});
}

TEST_CASE("batch normalization within a sequence of dense rows, shared, and with two readers") {
  auto x = Input({3, 4});
  auto shared = BatchNormalization();
  const DenseOptions no_bias = {.use_bias = false};
  auto h = Dense(4, no_bias)(x);
  auto sum = Add()({shared(h), Dense(4)(shared(Dense(4, no_bias)(h)))});
  check_gradients({{x}, {Dense(2)(sum)}}, {5, 19});
}

TEST_CASE("layer normalization of features and of an image's channels") {
  auto x = Input({6});
  auto h = LayerNormalization()(Dense(17)(x));
  check_gradients({{x}, {Dense(2)(LayerNormalization({.center = false, .scale = false})(h))}});
  auto image = Input({3, 2, 4});
  auto c = LayerNormalization({.center = false})(Conv2D(5, 2)(image));
  check_gradients({{image}, {Dense(2)(Flatten()(c))}});
}

TEST_CASE("leaky ReLU in both layouts, and PReLU with alphas for all numbers, channels, or one") {
  auto x = Input({4, 3, 2});
  auto h = LeakyReLU({.negative_slope = 0.3F})(Conv2D(3, 2, {.padding = "same"})(x));
  h = PReLU({.shared_axes = {1, 2}})(Conv2D(3, 2, {.padding = "same"})(h));
  h = PReLU()(Conv2D(2, 2)(h));
  h = PReLU({.shared_axes = {1, 2, 3}})(Conv2D(2, 1)(h));
  auto flat = LeakyReLU()(Dense(3)(Flatten()(h)));
  check_gradients({{x}, {Dense(2)(PReLU()(flat))}});
}

TEST_CASE("transposed convolution: sizes, strides, paddings, channels") {
  struct Case {
    Shape image;
    std::int64_t filters;
    Size2D kernel, strides;
    Padding padding;
  };
  const Case cases[] = {
      {{3, 3, 1}, 2, 3, 2, "same"},  {{3, 2, 2}, 3, {3, 2}, 1, "valid"},
      {{2, 3, 5}, 1, 4, 2, "same"},  {{3, 3, 2}, 5, {2, 3}, {2, 3}, "same"},
      {{2, 2, 3}, 4, 5, 3, "valid"}, {{2, 2, 2}, 6, 1, 1, "same"},
      {{2, 3, 1}, 2, 1, 3, "valid"}, {{1, 4, 2}, 7, {1, 5}, {1, 2}, "same"},
      {{1, 1, 1}, 1, 2, 4, "same"},  {{2, 2, 2}, 3, 2, 3, "valid"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.image.to_string());
    auto x = Input(c.image);
    auto h = Conv2D(2, {2, 2}, {.padding = "same", .activation = "relu"})(x);
    auto r = Conv2DTranspose(c.filters, c.kernel, {.strides = c.strides, .padding = c.padding})(h);
    check_gradients({{x}, {Dense(2)(Flatten()(r))}});
  }
}

TEST_CASE("transposed convolutions behind each other, with ReLUs and without a bias") {
  auto x = Input({2, 2, 3});
  auto h = Conv2DTranspose(
      3, 3, {.strides = 2, .padding = "same", .activation = "relu", .use_bias = false})(x);
  h = Conv2DTranspose(2, 3, {.strides = 2, .padding = "same", .activation = "relu"})(h);
  auto r = Conv2D(1, 3, {.padding = "same", .activation = "sigmoid"})(h);
  check_gradients({{x}, {r}});
}

TEST_CASE("sequences: convolution, pooling, upsampling, margins, means and largest") {
  auto x = Input({9, 2});
  auto h = Conv1D(3, 3, {.padding = "same", .activation = "relu"})(x);
  h = MaxPooling1D(2, {.padding = "same"})(h);
  h = Conv1D(4, 2, {.strides = 2})(ZeroPadding1D({1, 0})(h));
  h = UpSampling1D(3)(AveragePooling1D(2, {.padding = "same"})(h));
  h = Cropping1D({1, 0})(Conv1D(2, 3, {.padding = "same"})(h));
  check_gradients({{x}, {Dense(2)(Flatten()(h)), GlobalAveragePooling1D()(h)}});
  check_gradients({{x}, {GlobalMaxPooling1D({.keepdims = true})(h)}});
}

TEST_CASE("contractive layers, of every activation they take, on rows of rows too") {
  for (const char* activation : {"sigmoid", "tanh", "linear", "relu"}) {
    CAPTURE(activation);
    auto x = Input({5});
    auto h = Dense(18, {.activation = Activation::from_name(activation), .contraction = 0.3F})(x);
    check_gradients({{x}, {Dense(5)(h)}}, {1, 5, 40});
  }
  auto x = Input({3, 4});
  auto h = Dense(
      2, {.activation = "sigmoid", .kernel_regularizer = L2(0.1F), .contraction = 1})(Dense(4)(x));
  check_gradients({{x}, {Dense(2)(h)}});
  auto image = Input({4, 4, 1});
  auto code = Dense(3, {.activation = "tanh", .contraction = 0.5F})(
      Flatten()(Conv2D(2, 3, {.activation = "relu"})(image)));
  check_gradients({{image}, {Dense(2)(code)}});
}

TEST_CASE("the mean and the largest of an image's channels") {
  auto x = Input({3, 5, 2});
  auto h = Conv2D(3, 2, {.padding = "same"})(x);
  check_gradients({{x}, {GlobalAveragePooling2D()(h), GlobalMaxPooling2D()(h)}});
  check_gradients({{x}, {GlobalAveragePooling2D({.keepdims = true})(h)}});
}
