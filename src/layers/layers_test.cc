// SPDX-License-Identifier: MIT
// What layers refuse, and the shapes and weights they make. Their numbers are compared with Keras's
// in tests/parity, their gradients with differences in src/plan.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using hourglass::base::message_of;

namespace {

template <class Action>
void check_shape_error(Action action, const std::string& expected) {
  CHECK(message_of(action, ErrorCode::shape_mismatch) == expected);
}

template <class Action>
void check_argument_error(Action action) {
  message_of(action, ErrorCode::invalid_argument);
}

}  // namespace

TEST_CASE("an image layer on rows says what to put before it") {
  check_shape_error(
      [] { Conv2D(8, 3, {.name = "enc_1"})(Input({784})); },
      "[Conv2D 'enc_1'] input shape (None, 784) is not an image; expected (None, height, width, "
      "channels); put Reshape({height, width, channels}) before it");
  check_shape_error(
      [] {
        MaxPooling2D()(Input({3, 4}));
      },
      "[MaxPooling2D] input shape (None, 3, 4) is not an image; expected (None, height, width, "
      "channels); put Reshape({height, width, channels}) before it");
}

TEST_CASE("a window larger than the image, a reshape of another size, inputs that differ") {
  check_shape_error(
      [] {
        Conv2D(1, 5)(Input({4, 9, 1}));
      },
      "[Conv2D] input shape (None, 4, 9, 1) is smaller than the window (5, 5); expected at least "
      "its "
      "size with padding=\"valid\"; use padding=\"same\" or a smaller window");
  check_shape_error(
      [] {
        Reshape({3, 3})(Input({10}));
      },
      "[Reshape] input shape (None, 10) has 10 numbers a sample; target_shape (3, 3) has 9; "
      "expected "
      "the same number");
  check_shape_error(
      [] {
        Add()({Input({3}), Input({4})});
      },
      "[Add] inputs of shape (None, 3) and (None, 4) were given; expected one shape for all");
  check_shape_error(
      [] {
        Concatenate({.axis = 1})({Input({2, 3}), Input({2, 4})});
      },
      "[Concatenate] inputs of shape (None, 2, 3) and (None, 2, 4) were given; expected shapes "
      "that "
      "differ only along axis 1");
  check_shape_error(
      [] {
        Cropping2D({2, 2, 0, 0})(Input({4, 4, 1}));
      },
      "[Cropping2D] input shape (None, 4, 4, 1) has nothing left after cropping 4 rows and 0 "
      "columns; "
      "expected at least one of each to remain; crop less");
  check_shape_error([] { Add()(Input({3})); }, "[Add] 1 inputs were given; expected two or more");
}

TEST_CASE("normalization takes one number for all, or as many as its axes have places") {
  const auto with = [](std::size_t count, Axes axis) {
    return Normalization({.axis = std::move(axis),
                          .mean = std::vector<float>(count),
                          .variance = std::vector<float>(count, 1)});
  };
  auto image = Input({4, 5, 3});
  for (const std::size_t count : {1, 3, 15, 60})
    CHECK(with(count, {1, 2, 3})(image).shape() == image.shape());
  CHECK(with(4, 1)(image).shape() == image.shape());
  CHECK(with(20, {-2, 1})(image).shape() == image.shape());
  check_shape_error([&] { with(5, -1)(image); },
                    "[Normalization] input shape (None, 4, 5, 3) was given to 5 means and "
                    "variances; expected 1 or 3 for these axes");
  check_shape_error([&] { with(3, {})(image); },
                    "[Normalization] input shape (None, 4, 5, 3) was given to 3 means and "
                    "variances; expected 1 for these axes");
  for (const std::int64_t axis : {0, 4, -4}) {
    message_of([&] { with(1, axis)(image); }, ErrorCode::shape_mismatch);
  }
}

TEST_CASE("a layer called on inputs of another size than its weights") {
  Dense dense(4);
  dense(Input({3}));
  message_of([&] { dense(Input({5})); }, ErrorCode::shape_mismatch);
  Conv2D conv(4, 3);
  conv(Input({8, 8, 1}));
  CHECK(conv(Input({9, 5, 1})).shape() == Shape{7, 3, 4});
  message_of([&] { conv(Input({8, 8, 3})); }, ErrorCode::shape_mismatch);
}

TEST_CASE("a tied layer is the mirror image of another Dense that was called") {
  const auto x = Input({6});
  const Dense encoder(2);
  const auto tie = [&](const Layer& other, std::int64_t units) {
    return Dense(units, {.tied_to = other, .name = "back"})(Input({2}));
  };
  CHECK(message_of([&] { tie(encoder, 6); }, ErrorCode::invalid_argument) ==
        "[Dense 'back'] tied_to is Dense, which was not called; call it before this layer");
  encoder(x);
  const Dense tied(6, {.tied_to = encoder});
  tied(Input({2}));
  CHECK(tied.weights()[0].shape == Shape{6, 2});
  CHECK(tied.weights()[1].shape == Shape{6});
  check_shape_error([&] { tie(encoder, 5); },
                    "[Dense 'back'] 2 inputs and 5 units were given; expected 2 and 6 to be tied "
                    "to Dense; make this layer its mirror image");
  check_shape_error([&] { tied(Input({3})); },
                    "[Dense] input shape (None, 3) ends in 3; this layer's kernel expects 2; use a "
                    "new layer for inputs of another size");
  CHECK(message_of([&] { tie(tied, 6); }, ErrorCode::invalid_argument) ==
        "[Dense 'back'] tied_to is Dense, which is tied itself; expected a layer with a kernel of "
        "its own; take that one");
  CHECK(message_of([&] { tie(Dropout(0.5F), 6); }, ErrorCode::invalid_argument) ==
        "[Dense 'back'] tied_to is Dropout; expected another Dense layer; take the one that this "
        "layer undoes");
  check_argument_error([&] { Dense(6, {.kernel_regularizer = L2(1), .tied_to = encoder}); });
  check_argument_error([&] { Dense(6, {.contraction = 1, .tied_to = encoder}); });
}

TEST_CASE("layers that standardize and layers on sequences say what they cannot take") {
  check_shape_error([] { BatchNormalization()(Input(Shape())); },
                    "[BatchNormalization] input shape (None,) has no features; expected (None, "
                    "..., features); put Reshape({1}) before it");
  const BatchNormalization shared({.name = "norm"});
  shared(Input({3}));
  check_shape_error(
      [&] {
        shared(Input({2, 4}));
      },
      "[BatchNormalization 'norm'] input shape (None, 2, 4) ends in 4; this layer's "
      "moving_mean expects 3; use a new layer for inputs of another size");
  const LayerNormalization standard;
  standard(Input({3}));
  message_of([&] { standard(Input({4})); }, ErrorCode::shape_mismatch);
  const PReLU rectifier;
  rectifier(Input({3}));
  message_of([&] { rectifier(Input({4})); }, ErrorCode::shape_mismatch);
  for (const Axes& axes : {Axes{2}, Axes{1, 3}, Axes{1, 1}, Axes{1, 2, 3, 4}, Axes{-1}})
    message_of([&] { PReLU({.shared_axes = axes})(Input({4, 4, 2})); }, ErrorCode::shape_mismatch);
  check_shape_error([] { Conv1D(2, 3)(Input({5})); },
                    "[Conv1D] input shape (None, 5) is not a sequence; expected (None, steps, "
                    "channels); put Reshape({steps, channels}) before it");
  message_of([] { Conv1D(2, 6)(Input({5, 1})); }, ErrorCode::shape_mismatch);
  message_of([] { Cropping1D({2, 3})(Input({5, 1})); }, ErrorCode::shape_mismatch);
  message_of([] { GlobalAveragePooling2D()(Input({5, 1})); }, ErrorCode::shape_mismatch);
  message_of([] { GlobalMaxPooling1D()(Input({5})); }, ErrorCode::shape_mismatch);
  const Conv2DTranspose larger(2, 3, {.strides = 2, .padding = "same"});
  CHECK(larger(Input({4, 3, 2})).shape() == Shape{8, 6, 2});
  message_of([&] { larger(Input({4, 3, 1})); }, ErrorCode::shape_mismatch);
}

TEST_CASE("options out of range") {
  check_argument_error([] { Dense(3, {.contraction = -1}); });
  check_argument_error([] { Dense(3, {.contraction = NAN}); });
  check_argument_error([] { Dense(3, {.activation = "elu", .contraction = 1}); });
  check_argument_error([] { LeakyReLU({.negative_slope = -0.1F}); });
  check_argument_error([] { LeakyReLU({.negative_slope = NAN}); });
  check_argument_error([] { BatchNormalization({.momentum = 1.5F}); });
  check_argument_error([] { BatchNormalization({.momentum = NAN}); });
  check_argument_error([] { BatchNormalization({.epsilon = -1}); });
  check_argument_error([] { LayerNormalization({.epsilon = INFINITY}); });
  check_argument_error([] { LayerNormalization({.gamma_regularizer = L1(-1)}); });
  check_argument_error([] { PReLU({.alpha_regularizer = L2(-1)}); });
  check_argument_error([] { Conv1D(0, 3); });
  check_argument_error([] { Conv1D(1, 0); });
  check_argument_error([] { Conv2DTranspose(1, 3, {.strides = 0}); });
  check_argument_error([] { MaxPooling1D(0); });
  check_argument_error([] { UpSampling1D(-1); });
  check_argument_error([] { ZeroPadding1D({-1, 0}); });

  check_argument_error([] { Dense(0); });
  check_argument_error([] { Dense(-3); });
  check_argument_error([] { Dense(3, {.activity_regularizer = L1(-1)}); });
  check_argument_error([] { Dense(3, {.kernel_regularizer = L2(NAN)}); });
  check_argument_error([] { Conv2D(0, 3); });
  check_argument_error([] { Conv2D(1, 0); });
  check_argument_error([] { Conv2D(1, 3, {.strides = 0}); });
  check_argument_error([] { MaxPooling2D({0, 2}); });
  check_argument_error([] { UpSampling2D({2, -1}); });
  check_argument_error([] { Dropout(1); });
  check_argument_error([] { Dropout(-0.1F); });
  check_argument_error([] { GaussianNoise(-1); });
  check_argument_error([] { GaussianNoise(std::numeric_limits<float>::infinity()); });
  check_argument_error([] { ZeroPadding2D({-1, 0, 0, 0}); });
  check_argument_error([] { Rescaling(std::numeric_limits<float>::quiet_NaN()); });
  check_argument_error([] { Normalization({}); });
  check_argument_error([] { Normalization({.mean = {0, 0}, .variance = {1}}); });
  check_argument_error([] { Normalization({.mean = {0}, .variance = {-1}}); });
  check_argument_error([] { Normalization({.mean = {NAN}, .variance = {1}}); });
  check_argument_error([] { Normalization({.mean = {0}, .variance = {INFINITY}}); });
  check_argument_error([] { Concatenate({.axis = 0}); });
  check_argument_error([] { Input({0}); });
}

TEST_CASE("names that arrive at run time suggest the nearest") {
  CHECK(Activation::from_name("gelu") == Activation("gelu"));
  const std::string message =
      message_of([] { Activation::from_name("sigmod"); }, ErrorCode::invalid_argument);
  CHECK(message.find("did you mean 'sigmoid'") != std::string::npos);
  CHECK(Loss::from_name("mean_squared_error") == Loss("mse"));
  CHECK(Loss::from_name("bce").name() == "binary_crossentropy");
}

TEST_CASE("output sizes follow Keras, odd pixels at the end") {
  auto x = Input({7, 10, 3});
  CHECK(MaxPooling2D(2, {.padding = "same"})(x).shape() == Shape{4, 5, 3});
  CHECK(MaxPooling2D(2)(x).shape() == Shape{3, 5, 3});
  CHECK(AveragePooling2D({2, 3}, {.strides = 1})(x).shape() == Shape{6, 8, 3});
  CHECK(Conv2D(5, {3, 2}, {.strides = {2, 3}, .padding = "same"})(x).shape() == Shape{4, 4, 5});
  CHECK(Conv2D(5, {3, 2}, {.strides = {2, 3}})(x).shape() == Shape{3, 3, 5});
  CHECK(UpSampling2D({2, 3})(x).shape() == Shape{14, 30, 3});
  CHECK(ZeroPadding2D({1, 2, 3, 4})(x).shape() == Shape{10, 17, 3});
  CHECK(Flatten()(x).shape() == Shape{210});
  CHECK(Concatenate({.axis = 2})({x, x}).shape() == Shape{7, 20, 3});
  CHECK(Concatenate()({x, x, x}).shape() == Shape{7, 10, 9});
}

TEST_CASE("weights have Keras's names, shapes and order") {
  auto x = Input({6, 6, 2});
  Conv2D conv(4, {3, 2});
  conv(x);
  REQUIRE(conv.weights().size() == 2);
  CHECK(conv.weights()[0].name == "kernel");
  CHECK(conv.weights()[0].shape == Shape{3, 2, 2, 4});
  CHECK(conv.weights()[1].name == "bias");
  Dense dense(5, {.use_bias = false});
  dense(Input({3}));
  REQUIRE(dense.weights().size() == 1);
  CHECK(dense.weights()[0].shape == Shape{3, 5});
}

TEST_CASE("initializers draw from Keras's ranges and variances") {
  struct Case {
    InitializerKind kind;
    double variance, limit;  // limit: the largest magnitude possible
  };
  // kernel (300, 500): fan_in 300, fan_out 500. The cut-off normals end at two of their own
  // deviations before the cut, 2 / 0.87962566 of the final one.
  const auto cut = [](double variance) { return 2 / 0.87962566103423978 * std::sqrt(variance); };
  const auto flat = [](double variance) { return std::sqrt(3 * variance); };
  const Case cases[] = {
      {InitializerKind::glorot_uniform, 2.0 / 800, flat(2.0 / 800)},
      {InitializerKind::glorot_normal, 2.0 / 800, cut(2.0 / 800)},
      {InitializerKind::he_uniform, 2.0 / 300, flat(2.0 / 300)},
      {InitializerKind::he_normal, 2.0 / 300, cut(2.0 / 300)},
      {InitializerKind::lecun_uniform, 1.0 / 300, flat(1.0 / 300)},
      {InitializerKind::lecun_normal, 1.0 / 300, cut(1.0 / 300)},
  };
  for (const Case& c : cases) {
    auto x = Input({300});
    Dense layer(500, {.kernel_initializer = c.kind, .bias_initializer = Constant(0.25F)});
    Model model(x, layer(x), {.seed = 3});
    const auto weights = model.get_weights();
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (const float w : weights[0]) {
      sum += w;
      squares += static_cast<double>(w) * w;
      largest = std::max(largest, std::abs(static_cast<double>(w)));
    }
    const double count = static_cast<double>(weights[0].size());
    CHECK(std::abs(sum / count) < 5 * std::sqrt(c.variance / count));
    CHECK(squares / count == doctest::Approx(c.variance).epsilon(0.02));
    CHECK(largest <= c.limit * 1.000001);
    CHECK(largest > c.limit * 0.97);
    for (const float b : weights[1]) CHECK(b == 0.25F);
  }
}
