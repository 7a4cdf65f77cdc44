// SPDX-License-Identifier: MIT
#include "browser/planes.h"

#include <algorithm>
#include <cmath>

#include "hourglass/hourglass.h"

namespace hourglass::browser {
namespace {

constexpr double kKeySteps = 50;  // KEY_STEPS of latent_plane.js

// Weights that look like nothing, and are the same everywhere.
void set_wavy_weights(Model& model, float size) {
  std::vector<std::vector<float>> weights = model.get_weights();
  int i = 0;
  for (std::vector<float>& values : weights) {
    for (float& value : values) value = size * std::sin(1.7F * static_cast<float>(++i));
  }
  model.set_weights(weights);
}

std::vector<int> bytes_at(const page::LatentPlane& plane, const Model& decoder,
                          const std::vector<double>& code) {
  const Tensor input(1, {std::ssize(code)}, std::vector<float>(code.begin(), code.end()));
  const Tensor image = decoder.predict(input);
  std::vector<int> bytes;
  for (const float value : image.values()) {
    const float share = (value - plane.decoder.black) / (plane.decoder.white - plane.decoder.black);
    bytes.push_back(static_cast<int>(std::lround(255 * std::clamp(share, 0.0F, 1.0F))));
  }
  return bytes;
}

// The weights of a model, taken one layer after the other.
class Weights {
 public:
  explicit Weights(const Model& model) : weights_(model.get_weights()) {}

  page::DenseStep dense(std::int64_t units, Activation activation = ActivationKind::linear) {
    page::DenseStep step{.units = units, .activation = activation};
    take(step.kernel, step.bias);
    return step;
  }

  page::Conv2DStep conv(page::Conv2DStep step) {
    take(step.kernel, step.bias);
    return step;
  }

  std::vector<float> alone() { return weights_.at(next_++); }

 private:
  void take(std::vector<float>& kernel, std::vector<float>& bias) {
    kernel = weights_.at(next_++);
    bias = weights_.at(next_++);
  }

  std::vector<std::vector<float>> weights_;
  std::size_t next_ = 0;
};

}  // namespace

page::Decoder two_dense(const Model& decoder, std::int64_t height, std::int64_t width) {
  Weights weights(decoder);
  const std::int64_t hidden = std::ssize(decoder.get_weights()[1]);
  page::Decoder result{.height = height, .width = width};
  result.steps.emplace_back(weights.dense(hidden, "relu"));
  result.steps.emplace_back(weights.dense(height * width, "sigmoid"));
  return result;
}

ExpectedPlane expect(page::LatentPlane plane, const Model& decoder) {
  std::vector<double> start;
  for (const page::CodeDimension& dimension : plane.dimensions) start.push_back(dimension.start);
  const auto moved = [&](double right, double up) {
    std::vector<double> code = start;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, code.size()); ++i) {
      const page::CodeDimension& dimension = plane.dimensions[i];
      const double step = (dimension.high - dimension.low) / kKeySteps;
      code[i] = std::clamp(code[i] + step * (i == 0 ? right : up), dimension.low, dimension.high);
    }
    return bytes_at(plane, decoder, code);
  };
  nlohmann::json expected = {
      {"start", moved(0, 0)}, {"moved", moved(3, 2)}, {"corner", moved(1e3, 1e3)}};
  return {std::move(plane), std::move(expected)};
}

ExpectedPlane convolutional_plane() {
  const SymbolicTensor code = Input({3});
  const SymbolicTensor image = Reshape({6, 6, 4})(Dense(144, {.activation = "relu"})(code));
  const SymbolicTensor smooth =
      Conv2D(6, 3, {.padding = "same", .activation = "relu"})(UpSampling2D(2)(image));
  Model decoder(code, Conv2D(1, 3, {.padding = "same", .activation = "sigmoid"})(smooth));
  set_wavy_weights(decoder, 0.7F);

  Weights weights(decoder);
  const page::Conv2DStep window{.kernel_height = 3, .kernel_width = 3, .same_padding = true};
  page::Conv2DStep first = window;
  first.filters = 6;
  first.activation = "relu";
  page::Conv2DStep last = window;
  last.filters = 1;
  last.activation = "sigmoid";
  page::LatentPlane plane{
      .title = "Three numbers through convolutions",
      .alt = "A plane without samples.",
      .caption = "The third number has a slider alone.",
      .decoder = {.height = 12, .width = 12},
      .dimensions = {{"first", -2, 2, 0.5}, {"second", -1, 3, 1}, {"third", -1, 1, -0.25}}};
  plane.decoder.steps.emplace_back(weights.dense(144, "relu"));
  plane.decoder.steps.emplace_back(page::ReshapeStep{{6, 6, 4}});
  plane.decoder.steps.emplace_back(page::UpSampling2DStep{});
  plane.decoder.steps.emplace_back(weights.conv(first));
  plane.decoder.steps.emplace_back(weights.conv(last));
  return expect(std::move(plane), decoder);
}

ExpectedPlane transposed_plane() {
  const SymbolicTensor code = Input({2});
  SymbolicTensor x = Reshape({3, 4, 4})(Dense(48)(code));
  x = LayerNormalization({.epsilon = 0.01F, .center = false, .scale = false})(x);
  x = Conv2DTranspose(5, {3, 4}, {.strides = {2, 3}, .padding = "same"})(x);
  x = PReLU({.shared_axes = {1}})(x);
  x = Conv2DTranspose(2, {4, 1}, {.strides = {1, 2}, .activation = "relu"})(x);
  Model decoder(code, Conv2DTranspose(1, 3, {.padding = "same", .activation = "sigmoid"})(x));
  set_wavy_weights(decoder, 0.7F);

  Weights weights(decoder);
  page::LatentPlane plane{.title = "Two numbers through transposed convolutions",
                          .alt = "Another plane without samples.",
                          .decoder = {.height = 9, .width = 24},
                          .dimensions = {{"first", -2, 2, 0.5}, {"second", -1, 3, 1}}};
  std::vector<page::DecoderStep>& steps = plane.decoder.steps;
  steps.emplace_back(weights.dense(48));
  steps.emplace_back(page::ReshapeStep{{3, 4, 4}});
  steps.emplace_back(page::StandardizeStep{0.01F});
  steps.emplace_back(weights.conv({.filters = 5,
                                   .kernel_height = 3,
                                   .kernel_width = 4,
                                   .stride_height = 2,
                                   .stride_width = 3,
                                   .same_padding = true,
                                   .transposed = true}));
  steps.emplace_back(page::PReLUStep{weights.alone()});
  steps.emplace_back(weights.conv({.filters = 2,
                                   .kernel_height = 4,
                                   .stride_width = 2,
                                   .transposed = true,
                                   .activation = "relu"}));
  steps.emplace_back(weights.conv({.filters = 1,
                                   .kernel_height = 3,
                                   .kernel_width = 3,
                                   .same_padding = true,
                                   .transposed = true,
                                   .activation = "sigmoid"}));
  return expect(std::move(plane), decoder);
}

ExpectedPlane every_step_plane() {
  const Activation activations[] = {"leaky_relu", "elu",  "selu",     "gelu",
                                    "sigmoid",    "tanh", "softplus", "exponential"};
  page::LatentPlane plane{.title = "One number through all other layers",
                          .alt = "A line to move on.",
                          .decoder = {.height = 4, .width = 4, .channels = 3},
                          .dimensions = {{"only", -3, 3, 0.25}}};
  const SymbolicTensor code = Input({1});
  SymbolicTensor x = code;
  for (const Activation activation : activations) x = Dense(6, {.activation = activation})(x);
  x = Rescaling(6.0F, {.offset = -0.5F})(ActivationLayer("softmax")(x));
  x = Reshape({4, 5, 2})(Dense(40)(x));
  x = Conv2D(4, {3, 2}, {.strides = 2, .padding = "same"})(UpSampling2D({2, 3})(x));
  x = ZeroPadding2D(1)(x);
  x = Conv2D(3, {3, 4}, {.strides = {1, 2}, .activation = "sigmoid"})(x);
  Model decoder(code, x);
  set_wavy_weights(decoder, 0.9F);

  Weights weights(decoder);
  std::vector<page::DecoderStep>& steps = plane.decoder.steps;
  for (const Activation activation : activations) steps.emplace_back(weights.dense(6, activation));
  steps.emplace_back(page::ActivationStep{"softmax"});
  steps.emplace_back(page::AffineStep{{6.0F}, {-0.5F}});
  steps.emplace_back(weights.dense(40));
  steps.emplace_back(page::ReshapeStep{{4, 5, 2}});
  steps.emplace_back(page::UpSampling2DStep{.height = 2, .width = 3});
  steps.emplace_back(weights.conv({.filters = 4,
                                   .kernel_height = 3,
                                   .kernel_width = 2,
                                   .stride_height = 2,
                                   .stride_width = 2,
                                   .same_padding = true}));
  steps.emplace_back(page::Margins2DStep{1, 1, 1, 1});
  steps.emplace_back(weights.conv({.filters = 3,
                                   .kernel_height = 3,
                                   .kernel_width = 4,
                                   .stride_width = 2,
                                   .activation = "sigmoid"}));
  return expect(std::move(plane), decoder);
}

}  // namespace hourglass::browser
