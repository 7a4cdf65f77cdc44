// SPDX-License-Identifier: MIT
// The networks of variational autoencoders: vae is that of the notebook, conv-vae that of Keras's
// example (keras.io/examples/generative/vae).
#pragma once

#include <cstdint>
#include <string_view>

#include "hourglass/autoencoder.h"
#include "hourglass/layers/sampling.h"

namespace hourglass::recipes {

struct VariationalOptions {
  Shape input;
  std::int64_t units = 2;  // of the code
  std::uint64_t seed = 0;
  SamplingOptions sampling = {};
};

// As many numbers as come in, 256, units, and back.
Autoencoder dense_variational(const VariationalOptions& options);
Autoencoder convolutional_variational(const VariationalOptions& options);

}  // namespace hourglass::recipes
