// SPDX-License-Identifier: MIT
// The recipe `conv1d`: an autoencoder of windows of time series (windows.h).
#pragma once

#include <cstdint>

#include "hourglass/activations.h"
#include "hourglass/autoencoder.h"
#include "hourglass/shape.h"

namespace hourglass {

struct SequenceOptions {
  Activation output_activation = ActivationKind::linear;
  std::uint64_t seed = 0;  // of the first weights
};

// Two convolutions along time, each followed by pooling, so that the code has a quarter of the
// window's steps, rounded up, of 8 channels; the decoder mirrors them, and crops what pooling
// rounded up. Takes and gives windows [steps, features] of scaled numbers. Throws shape_mismatch
// for another shape. Adam and mean squared error train it.
Autoencoder build_sequence_autoencoder(const Shape& window, const SequenceOptions& options = {});

}  // namespace hourglass
