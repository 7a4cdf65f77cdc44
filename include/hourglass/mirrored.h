// SPDX-License-Identifier: MIT
// Autoencoders from a line of text that lists the encoder's layers; the decoder mirrors them.
#pragma once

#include <cstdint>
#include <string_view>

#include "hourglass/activations.h"
#include "hourglass/autoencoder.h"
#include "hourglass/shape.h"

namespace hourglass {

struct MirroredOptions {
  Activation output_activation = ActivationKind::linear;  // of the decoder's last layer
  std::uint64_t seed = 0;                                 // of the first weights
  // Dense layers of the decoder have the kernels of those that they undo, transposed
  // (DenseOptions::tied_to).
  bool tied_weights = false;
};

// `encoder` lists layers with commas between them, options with spaces between them:
//
//   dense UNITS [ACTIVATION]            Dense; an image is flattened before it
//   conv FILTERS [SIZE] [ACTIVATION]    Conv2D, padding "same"; SIZE is 3 unless given
//   pool [SIZE]                         MaxPooling2D, padding "same"; SIZE is 2 unless given
//   batchnorm [ACTIVATION]              BatchNormalization, and an activation after it
//   dropout RATE, noise STDDEV          Dropout, GaussianNoise
//
// as in "conv 16 relu, pool, dense 32 relu"; on sequences [steps, features] conv and pool are
// Conv1D and MaxPooling1D. Without ACTIVATION there is none, as in Keras. The decoder goes the way
// back: a dense layer to as many units, a convolution to as many channels as there were before,
// each with the activation and the batch normalizations that made them, upsampling for pooling;
// what pooling rounded up is cropped. Its last layer has `output_activation`. Batch normalization
// of the code itself has no counterpart.
//
// Throws invalid_argument, with the words and what could stand there, for what cannot be read, and
// for more than 1000 layers, for batchnorm before any layer that learns, for tied weights without a
// dense layer; shape_mismatch for layers that images or rows cannot have.
Autoencoder build_mirrored(std::string_view encoder, const Shape& input,
                           const MirroredOptions& options = {});

}  // namespace hourglass
