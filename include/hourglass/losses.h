// SPDX-License-Identifier: MIT
// Keras's losses: the mean over every element of every sample (reduction "sum_over_batch_size").
// Formulas: keras/src/losses/losses.py.
#pragma once

#include <string_view>

#include "hourglass/names.h"

namespace hourglass {

enum class LossKind {
  mse,                  // (prediction - target)^2
  mae,                  // |prediction - target|
  binary_crossentropy,  // -(t log p + (1 - t) log(1 - p)), p clipped to [1e-7, 1 - 1e-7]
  huber,                // d^2 / 2 if |d| <= 1, else |d| - 1/2; Keras's delta = 1
};

using Loss = Named<LossKind>;

template <>
struct NameTable<LossKind> {
  static constexpr std::string_view kWhat = "loss";
  static constexpr NamedValue<LossKind> kNames[] = {
      {"mse", LossKind::mse},
      {"mae", LossKind::mae},
      {"binary_crossentropy", LossKind::binary_crossentropy},
      {"huber", LossKind::huber},
      {"mean_squared_error", LossKind::mse},
      {"mean_absolute_error", LossKind::mae},
      {"bce", LossKind::binary_crossentropy},
  };
};

}  // namespace hourglass
