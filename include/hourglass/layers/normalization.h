// SPDX-License-Identifier: MIT
// Layers that bring what flows through a network to mean 0 and variance 1, then scale and shift it
// as training finds best. Constants of the data are Normalization's, in preprocessing.h.
#pragma once

#include <cstdint>
#include <string>

#include "hourglass/initializers.h"
#include "hourglass/layer.h"
#include "hourglass/regularizers.h"

namespace hourglass {

struct BatchNormalizationOptions {
  float momentum = 0.99F;  // 0 to 1
  float epsilon = 1e-3F;   // 0 or more
  bool center = true;      // adds beta
  bool scale = true;       // multiplies with gamma
  Initializer beta_initializer = InitializerKind::zeros;
  Initializer gamma_initializer = InitializerKind::ones;
  Initializer moving_mean_initializer = InitializerKind::zeros;
  Initializer moving_variance_initializer = InitializerKind::ones;
  Regularizer beta_regularizer = {};
  Regularizer gamma_regularizer = {};
  std::string name = {};
};

// (x - mean) / sqrt(variance + epsilon) * gamma + beta, for each place of the last axis: a feature
// or a channel. In training, mean and variance (around it, by the number and not one less) of the
// batch, over all other axes too; otherwise their moving averages, which after each step of
// training become average * momentum + batch's * (1 - momentum). Gradients flow through mean and
// variance. Source: Ioffe, Szegedy 2015, "Batch Normalization", as keras/src/layers/normalization
// has it.
//
// gamma, beta, moving_mean and moving_variance are [features]; the last two are not trained. Throws
// invalid_argument for numbers out of range, shape_mismatch for samples without an axis.
struct BatchNormalization : Layer {
  explicit BatchNormalization(BatchNormalizationOptions options = {});
};

struct LayerNormalizationOptions {
  float epsilon = 1e-3F;  // 0 or more
  bool center = true;     // adds beta
  bool scale = true;      // multiplies with gamma
  Initializer beta_initializer = InitializerKind::zeros;
  Initializer gamma_initializer = InitializerKind::ones;
  Regularizer beta_regularizer = {};
  Regularizer gamma_regularizer = {};
  std::string name = {};
};

// The same with mean and variance over the last axis of each sample, in training and otherwise.
// Source: Ba, Kiros, Hinton 2016, "Layer Normalization". Throws as BatchNormalization.
struct LayerNormalization : Layer {
  explicit LayerNormalization(LayerNormalizationOptions options = {});
};

}  // namespace hourglass
