// SPDX-License-Identifier: MIT
// Keras's activations, by Keras's names: Activation("relu"). A misspelled literal does not compile.
#pragma once

#include <string_view>

#include "hourglass/names.h"

namespace hourglass {

// Formulas: keras/src/activations/activations.py.
enum class ActivationKind {
  linear,       // x
  relu,         // max(x, 0)
  leaky_relu,   // x if x > 0 else negative_slope * x; negative_slope = 0.2
  elu,          // x if x > 0 else exp(x) - 1
  selu,         // 1.05070099 * (x if x > 0 else 1.67326324 * (exp(x) - 1))
  gelu,         // x * (1 + erf(x / sqrt(2))) / 2, the exact form: Keras's approximate=False
  sigmoid,      // 1 / (1 + exp(-x))
  tanh,         // tanh(x)
  softplus,     // log(1 + exp(x))
  exponential,  // exp(x)
  softmax,      // exp(x - max) / sum(exp(x - max)) over the last axis
};

using Activation = Named<ActivationKind>;

template <>
struct NameTable<ActivationKind> {
  static constexpr std::string_view kWhat = "activation";
  static constexpr NamedValue<ActivationKind> kNames[] = {
      {"linear", ActivationKind::linear},
      {"relu", ActivationKind::relu},
      {"leaky_relu", ActivationKind::leaky_relu},
      {"elu", ActivationKind::elu},
      {"selu", ActivationKind::selu},
      {"gelu", ActivationKind::gelu},
      {"sigmoid", ActivationKind::sigmoid},
      {"tanh", ActivationKind::tanh},
      {"softplus", ActivationKind::softplus},
      {"exponential", ActivationKind::exponential},
      {"softmax", ActivationKind::softmax},
  };
};

}  // namespace hourglass
