// SPDX-License-Identifier: MIT
// What a denoising autoencoder's inputs suffer before they enter the network; the targets stay
// clean.
#pragma once

#include <cstdint>
#include <optional>

#include "hourglass/tensor.h"

namespace hourglass {

// x + stddev * N(0, 1), then clipped to [minimum, maximum]. In fit every epoch draws anew for every
// sample, from (seed, epoch, sample): the same numbers whatever the batch size or the number of
// threads. For validation, evaluate and corrupt() the draw depends on (seed, sample) alone.
struct GaussianCorruption {
  float stddev = 0.5F;
  float minimum = 0;
  float maximum = 1;
};

using Corruption = std::optional<GaussianCorruption>;

// The samples as evaluate() sees them when they are samples 0, 1, ... of its data.
Tensor corrupt(const Tensor& samples, const Corruption& corruption, std::uint64_t seed);

}  // namespace hourglass
