// SPDX-License-Identifier: MIT
#include "report/decoder_steps.h"

#include "base/overloaded.h"
#include "report/report_testing.h"

using namespace hourglass;
using namespace hourglass::report;

namespace {

std::vector<std::vector<float>> weights_of(const std::vector<float>& kernel,
                                           const std::vector<float>& bias) {
  if (bias.empty()) return {kernel};
  return {kernel, bias};
}

using Weights = std::vector<std::vector<float>>;

// With as many alphas, each for the same axes as on the page.
SymbolicTensor prelu(std::int64_t alphas, const SymbolicTensor& x) {
  PReLUOptions options;
  std::int64_t left = x.shape().size();
  for (std::int64_t axis = 0; left != alphas; ++axis) {
    left /= x.shape()[axis];
    options.shared_axes.axes.push_back(axis + 1);
  }
  return PReLU(std::move(options))(x);
}

// A step as one of the library's layers; its weights are added to `weights`.
SymbolicTensor layer_of(const page::DecoderStep& step, const SymbolicTensor& x, Weights& weights) {
  const auto add = [&](const Weights& more) {
    weights.insert(weights.end(), more.begin(), more.end());
  };
  return std::visit(
      base::Overloaded{
          [&](const page::DenseStep& dense) {
            add(weights_of(dense.kernel, dense.bias));
            return Dense(dense.units,
                         {.activation = dense.activation, .use_bias = !dense.bias.empty()})(x);
          },
          [&](const page::Conv2DStep& conv) {
            add(weights_of(conv.kernel, conv.bias));
            const Size2D size = {conv.kernel_height, conv.kernel_width};
            const Conv2DOptions options = {
                .strides = {conv.stride_height, conv.stride_width},
                .padding = conv.same_padding ? PaddingKind::same : PaddingKind::valid,
                .activation = conv.activation,
                .use_bias = !conv.bias.empty()};
            return conv.transposed ? Conv2DTranspose(conv.filters, size, options)(x)
                                   : Conv2D(conv.filters, size, options)(x);
          },
          [&](const page::UpSampling2DStep& up) {
            return UpSampling2D({up.height, up.width})(x);
          },
          [&](const page::Margins2DStep& margins) {
            const auto& [top, bottom, left, right] = margins;
            if (top > 0 || left > 0) return ZeroPadding2D(Margins2D{top, bottom, left, right})(x);
            return Cropping2D(Margins2D{-top, -bottom, -left, -right})(x);
          },
          [&](const page::ReshapeStep& reshape) { return Reshape(Shape(reshape.shape))(x); },
          [&](const page::ActivationStep& layer) { return ActivationLayer(layer.activation)(x); },
          [&](const page::AffineStep& affine) {
            const std::size_t count = affine.scale.size();
            if (count == 1) return Rescaling(affine.scale[0], {.offset = affine.offset[0]})(x);
            add({affine.scale, affine.offset, std::vector<float>(count),
                 std::vector<float>(count, 1.0F)});
            return BatchNormalization({.epsilon = 0})(x);
          },
          [&](const page::StandardizeStep& step) {
            return LayerNormalization({.epsilon = step.epsilon, .center = false, .scale = false})(
                x);
          },
          [&](const page::PReLUStep& step) {
            add({step.alpha});
            return prelu(std::ssize(step.alpha), x);
          },
      },
      step);
}

// Checks that the steps for the page make of codes what the model makes of them.
void check_same(const Model& model, const Shape& image_shape) {
  const auto decoder = decoder_steps(model, image_shape, 1);
  REQUIRE(decoder);
  CHECK(decoder->height == image_shape[0]);
  CHECK(decoder->width == image_shape[1]);
  CHECK(decoder->channels == image_shape[2]);
  const Shape& code = model.inputs().front().shape();
  const SymbolicTensor input = Input({code.size()});
  SymbolicTensor x = input;
  Weights weights;
  for (const page::DecoderStep& step : decoder->steps) x = layer_of(step, x, weights);
  Model rebuilt(input, x);
  rebuilt.set_weights(weights);
  const Tensor codes = wavy(3, code);
  const Tensor expected = model.predict(codes);
  const Tensor made = rebuilt.predict(Dataset(codes).reshape({code.size()}));
  REQUIRE(made.size() == expected.size());
  for (std::size_t i = 0; i < expected.values().size(); ++i)
    CHECK(made.values()[i] == doctest::Approx(expected.values()[i]).epsilon(1e-5));
  // What the page refuses would be an internal error there.
  CHECK_NOTHROW(page::to_html(
      {.title = "t",
       .sections = {{"s",
                     "s",
                     {page::LatentPlane{.decoder = *decoder,
                                        .dimensions = std::vector<page::CodeDimension>(
                                            static_cast<std::size_t>(code.size()))}}}}}));
}

void check_same_weighted(Model model, const Shape& image_shape) {
  set_wavy_weights(model);
  check_same(model, image_shape);
}

}  // namespace

TEST_CASE("dense decoders are the same on the page") {
  const SymbolicTensor code = Input({3});
  const SymbolicTensor h = Dense(7, {.activation = "relu"})(code);
  check_same_weighted(Model(code, Dense(12, {.activation = "sigmoid"})(h)), {3, 4, 1});
  check_same_weighted(Model(code, Dense(12, {.activation = "softmax", .use_bias = false})(h)),
                      {2, 2, 3});
}

TEST_CASE("convolutions, up-sampling and cropping are the same on the page") {
  const SymbolicTensor code = Input({4, 4, 2});
  SymbolicTensor x = Conv2D(3, 3, {.padding = "same", .activation = "relu"})(code);
  x = UpSampling2D({2, 3})(x);
  x = Conv2D(2, {2, 3}, {.strides = {1, 2}, .padding = "same"})(x);
  x = ZeroPadding2D(Margins2D{1, 0, 2, 1})(x);
  x = Conv2D(3, 2, {.activation = "tanh"})(x);
  x = Cropping2D(Margins2D{1, 2, 1, 0})(x);
  const Shape shape = x.shape();
  check_same_weighted(Model(code, x), shape);
}

TEST_CASE("transposed convolutions are the same on the page") {
  const SymbolicTensor code = Input({2, 3, 2});
  for (const Padding padding : {Padding("same"), Padding("valid")}) {
    for (const Size2D size : {Size2D(3), Size2D(2, 5), Size2D(1), Size2D(4, 2)}) {
      for (const Size2D strides : {Size2D(1), Size2D(2), Size2D(3, 1)}) {
        const SymbolicTensor x = Conv2DTranspose(
            3, size, {.strides = strides, .padding = padding, .activation = "tanh"})(code);
        const Shape shape = x.shape();
        check_same_weighted(Model(code, x), shape);
      }
    }
  }
  const SymbolicTensor plain = Conv2DTranspose(1, 3, {.strides = 2, .use_bias = false})(code);
  const Shape shape = plain.shape();
  check_same_weighted(Model(code, plain), shape);
}

TEST_CASE("the decoder of a variational network of convolutions is the same on the page") {
  for (const Shape& shape : {Shape{28, 28, 1}, Shape{9, 6, 3}}) {
    Model decoder = build_recipe("conv-vae", 3, {.input_shape = shape}).decoder;
    check_same(decoder, shape);
  }
}

TEST_CASE("normalizations are the same on the page") {
  const SymbolicTensor code = Input({2, 2, 3});
  const Initializer any = "glorot_uniform";
  const Initializer positive = Constant(0.7F);
  for (const bool scaled : {true, false}) {
    for (const bool shifted : {true, false}) {
      CAPTURE(scaled);
      CAPTURE(shifted);
      check_same_weighted(
          Model(code, LayerNormalization({.center = shifted, .scale = scaled})(code)), {2, 2, 3});
      check_same(Model(code, BatchNormalization({.center = shifted,
                                                 .scale = scaled,
                                                 .beta_initializer = any,
                                                 .gamma_initializer = any,
                                                 .moving_mean_initializer = any,
                                                 .moving_variance_initializer = positive})(code)),
                 {2, 2, 3});
    }
  }
}

TEST_CASE("slopes below 0 are the same on the page, whatever shares them") {
  const SymbolicTensor code = Input({2, 4, 3});
  const SymbolicTensor x = Conv2D(3, 1)(code);
  check_same_weighted(Model(code, LeakyReLU({.negative_slope = 0.3F})(x)), {2, 4, 3});
  check_same_weighted(Model(code, ActivationLayer("leaky_relu")(x)), {2, 4, 3});
  for (const Axes& shared : {Axes(), Axes{1}, Axes{1, 2}, Axes{1, 2, 3}}) {
    const SymbolicTensor sloped = PReLU({.shared_axes = shared})(x);
    check_same_weighted(Model(code, Conv2D(1, 1)(sloped)), {2, 4, 1});
  }
}

TEST_CASE("a window larger than the image is padded on the page, too") {
  const SymbolicTensor code = Input({8});
  const SymbolicTensor image = Reshape({2, 2, 2})(code);
  const SymbolicTensor small = Conv2D(3, 3, {.strides = 2, .padding = "same"})(image);
  check_same_weighted(Model(code, UpSampling2D(4)(small)), {4, 4, 3});
}

TEST_CASE("what a network undoes at its end, the page undoes") {
  const SymbolicTensor code = Input({2});
  const SymbolicTensor made = Dense(4)(code);
  check_same_weighted(Model(code, Rescaling(255.0F, {.offset = 3.0F})(made)), {2, 2, 1});
  const NormalizationOptions each = {
      .mean = {1, 2, -3, 4}, .variance = {4, 0.25F, 1, 9}, .invert = true};
  check_same_weighted(Model(code, Normalization(each)(made)), {1, 4, 1});
  NormalizationOptions forward = each;
  forward.invert = false;
  check_same_weighted(Model(code, Normalization(forward)(made)), {1, 4, 1});
}

TEST_CASE("white is what the data has") {
  const SymbolicTensor code = Input({2});
  const auto decoder = decoder_steps(Model(code, Dense(4)(code)), {2, 2, 1}, 255);
  REQUIRE(decoder);
  CHECK(decoder->white == 255);
  CHECK(decoder->black == 0);
}

TEST_CASE("layers without effect when used are no steps") {
  const SymbolicTensor code = Input({2});
  const auto decoder = decoder_steps(Model(code, Dense(4)(Dropout(0.5F)(code))), {2, 2, 1}, 1);
  REQUIRE(decoder);
  CHECK(decoder->steps.size() == 1);
}

TEST_CASE("the page decodes no branches, no pooling and no network too large to hold") {
  const SymbolicTensor code = Input({4});
  const SymbolicTensor one = Dense(4)(code);
  const SymbolicTensor other = Dense(4)(code);
  CHECK_FALSE(decoder_steps(Model(code, Add()({one, other})), {2, 2, 1}, 1));
  CHECK_FALSE(decoder_steps(Model(code, Concatenate()({one, code})), {2, 4, 1}, 1));
  const SymbolicTensor image = Reshape({4, 4, 1})(Dense(16)(code));
  CHECK_FALSE(decoder_steps(Model(code, MaxPooling2D(2)(image)), {2, 2, 1}, 1));
  // As a PReLU begins, but what lies above 0 is another's.
  const SymbolicTensor below = Rescaling(-1.0F)(ActivationLayer("relu")(Rescaling(-1.0F)(code)));
  CHECK_FALSE(
      decoder_steps(Model(code, Add()({ActivationLayer("relu")(one), below})), {2, 2, 1}, 1));
  // 4 x 100,000 + 100,000 weights fit, one unit more does not.
  CHECK(decoder_steps(Model(code, Dense(100'000)(code)), {1000, 100, 1}, 1));
  CHECK_FALSE(decoder_steps(Model(code, Dense(100'001)(code)), {100'001, 1, 1}, 1));
}
