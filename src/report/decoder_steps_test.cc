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
            return Conv2D(conv.filters, {conv.kernel_height, conv.kernel_width},
                          {.strides = {conv.stride_height, conv.stride_width},
                           .padding = conv.same_padding ? PaddingKind::same : PaddingKind::valid,
                           .activation = conv.activation,
                           .use_bias = !conv.bias.empty()})(x);
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
            std::vector<float> variance;
            for (const float scale : affine.scale) variance.push_back(scale * scale);
            return Normalization(
                {.mean = affine.offset, .variance = std::move(variance), .invert = true})(x);
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
  // 4 x 100,000 + 100,000 weights fit, one unit more does not.
  CHECK(decoder_steps(Model(code, Dense(100'000)(code)), {1000, 100, 1}, 1));
  CHECK_FALSE(decoder_steps(Model(code, Dense(100'001)(code)), {100'001, 1, 1}, 1));
}
