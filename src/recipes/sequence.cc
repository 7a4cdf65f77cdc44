// SPDX-License-Identifier: MIT
#include "hourglass/mirrored.h"
#include "hourglass/sequence_recipe.h"

namespace hourglass {

Autoencoder build_sequence_autoencoder(const Shape& window, const SequenceOptions& options) {
  if (window.rank() != 2) {
    throw Error(ErrorCode::shape_mismatch, "conv1d",
                "samples of shape " + window.to_string() +
                    " were given; expected windows of a series, (steps, features); cut rows into "
                    "windows, with --window N");
  }
  return build_mirrored("conv 16 7 relu, pool, conv 8 7 relu, pool", window,
                        {.output_activation = options.output_activation, .seed = options.seed});
}

}  // namespace hourglass
