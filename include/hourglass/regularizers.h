// SPDX-License-Identifier: MIT
// Penalties added to the loss: l1 * sum(|x|) + l2 * sum(x^2), over a weight or over a layer's
// output.
//
// On a weight the penalty is added as it is. On an output (activity_regularizer) it is divided by
// the number of samples in the batch, as Keras does from January 2026 (3.14) on. Earlier Keras 3
// releases and standalone Keras 2 did not divide: there the same coefficient weighs batch_size
// times as much. Source: keras/src/regularizers/regularizers.py, keras/src/layers/layer.py.
#pragma once

namespace hourglass {

struct Regularizer {
  float l1 = 0;
  float l2 = 0;
  constexpr bool is_zero() const { return l1 == 0 && l2 == 0; }
  friend constexpr bool operator==(const Regularizer&, const Regularizer&) = default;
};

// Keras's defaults. The coefficients must be finite and not negative; a layer given others throws.
constexpr Regularizer L1(float l1 = 0.01F) { return {l1, 0}; }
constexpr Regularizer L2(float l2 = 0.01F) { return {0, l2}; }
constexpr Regularizer L1L2(float l1 = 0, float l2 = 0) { return {l1, l2}; }

}  // namespace hourglass
