// SPDX-License-Identifier: MIT
#include "recipes/variational.h"

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/reshaping.h"
#include "recipes/cropped.h"

namespace hourglass::recipes {
namespace {

SymbolicTensor sampled(const SymbolicTensor& hidden, const VariationalOptions& options) {
  auto mean = Dense(options.units, {.name = "mean"})(hidden);
  auto log_variance = Dense(options.units, {.name = "log_variance"})(hidden);
  return Sampling(options.sampling)({mean, log_variance});
}

}  // namespace

Autoencoder dense_variational(const VariationalOptions& options) {
  auto x = Input(options.input);
  auto hidden_1 = Dense(256, {.activation = "relu"})(x);
  auto z = sampled(hidden_1, options);
  auto hidden_2 = Dense(256, {.activation = "relu"})(z);
  auto r = Dense(options.input.size(), {.activation = "sigmoid"})(hidden_2);
  return make_autoencoder(x, z, r, {.seed = options.seed});
}

Autoencoder convolutional_variational(const VariationalOptions& options) {
  auto x = Input(options.input);
  const Conv2DOptions strided = {.strides = 2, .padding = "same", .activation = "relu"};
  auto conv1_1 = Conv2D(32, {3, 3}, strided)(x);
  auto conv1_2 = Conv2D(64, {3, 3}, strided)(conv1_1);
  auto hidden_1 = Dense(16, {.activation = "relu"})(Flatten()(conv1_2));
  auto z = sampled(hidden_1, options);
  auto hidden_2 = Dense(conv1_2.shape().size(), {.activation = "relu"})(z);
  auto image = Reshape(conv1_2.shape())(hidden_2);
  auto conv2_1 = cropped(Conv2DTranspose(64, {3, 3}, strided)(image), conv1_1.shape());
  auto conv2_2 = cropped(Conv2DTranspose(32, {3, 3}, strided)(conv2_1), options.input);
  auto r = Conv2DTranspose(options.input[-1], {3, 3},
                           {.padding = "same", .activation = "sigmoid"})(conv2_2);
  return make_autoencoder(x, z, r, {.seed = options.seed});
}

}  // namespace hourglass::recipes
