// SPDX-License-Identifier: MIT
#include "recipes/variational.h"

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/reshaping.h"

namespace hourglass::recipes {
namespace {

SymbolicTensor sampled(const SymbolicTensor& hidden, const VariationalOptions& options) {
  auto mean = Dense(options.units, {.name = "mean"})(hidden);
  auto log_variance = Dense(options.units, {.name = "log_variance"})(hidden);
  return Sampling(options.sampling)({mean, log_variance});
}

}  // namespace

Autoencoder dense_variational(const VariationalOptions& options) {
  auto x = Input({784});
  auto hidden_1 = Dense(256, {.activation = "relu"})(x);
  auto z = sampled(hidden_1, options);
  auto hidden_2 = Dense(256, {.activation = "relu"})(z);
  auto r = Dense(784, {.activation = "sigmoid"})(hidden_2);
  return make_autoencoder(x, z, r, {.seed = options.seed});
}

Autoencoder convolutional_variational(const VariationalOptions& options) {
  auto x = Input({28, 28, 1});
  const Conv2DOptions halving = {.strides = 2, .padding = "same", .activation = "relu"};
  auto conv1_1 = Conv2D(32, {3, 3}, halving)(x);
  auto conv1_2 = Conv2D(64, {3, 3}, halving)(conv1_1);
  auto hidden_1 = Dense(16, {.activation = "relu"})(Flatten()(conv1_2));
  auto z = sampled(hidden_1, options);
  auto hidden_2 = Dense(7 * 7 * 64, {.activation = "relu"})(z);
  auto image = Reshape({7, 7, 64})(hidden_2);
  auto conv2_1 = Conv2D(64, {3, 3}, {.padding = "same", .activation = "relu"})(image);
  auto up1 = UpSampling2D({2, 2})(conv2_1);
  auto conv2_2 = Conv2D(32, {3, 3}, {.padding = "same", .activation = "relu"})(up1);
  auto up2 = UpSampling2D({2, 2})(conv2_2);
  auto r = Conv2D(1, {3, 3}, {.padding = "same", .activation = "sigmoid"})(up2);
  return make_autoencoder(x, z, r, {.seed = options.seed});
}

}  // namespace hourglass::recipes
