// SPDX-License-Identifier: MIT
// Dense and Activation. Options carry Keras's names and defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hourglass/activations.h"
#include "hourglass/initializers.h"
#include "hourglass/layer.h"
#include "hourglass/regularizers.h"

namespace hourglass {

struct DenseOptions {
  Activation activation = ActivationKind::linear;
  bool use_bias = true;
  Initializer kernel_initializer = InitializerKind::glorot_uniform;
  Initializer bias_initializer = InitializerKind::zeros;
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};  // of the output after the activation, see regularizers.h
  // Adds this times the sum of the squares of all slopes, of each output along each input, to the
  // loss, as the mean over the batch: what makes an encoder contractive (Rifai et al. 2011).
  // Finite, 0 or more; the activation has to be sigmoid, tanh, relu or linear. Keras has no such
  // option: its files keep it where it passes it over.
  float contraction = 0;
  // Another Dense, called before, whose kernel this one uses transposed: its units are this one's
  // inputs, its inputs this one's units, and training changes the one array for both. Keras has no
  // such option: its files have the transpose as a kernel of this layer's own, which Keras then
  // trains by itself. Without a kernel_regularizer, which the other may have, and a contraction; a
  // kernel_initializer has nothing to do. A layer that stands in front of the other in a file, as
  // one that is further from the outputs does, cannot be saved.
  std::optional<Layer> tied_to = {};
  std::string name = {};
};

// activation(x . kernel + bias) over the last axis: [batch, ..., inputs] -> [batch, ..., units].
// kernel is [inputs, units], bias [units]; weights() of a tied layer has the other's kernel as it
// stands there, [units, inputs]. Throws invalid_argument unless 1 <= units <= 2^24, and at the call
// for a tied_to that is no Dense, was not called, is tied itself or has a kernel of another shape.
struct Dense : Layer {
  explicit Dense(std::int64_t units, DenseOptions options = {});
};

struct ActivationOptions {
  std::string name = {};
};

// Applies an activation, any shape. Named so because Activation is the function's own name.
struct ActivationLayer : Layer {
  explicit ActivationLayer(Activation activation, ActivationOptions options = {});
};

}  // namespace hourglass
