// SPDX-License-Identifier: MIT
// The networks with codes of which each sample uses few units.
#pragma once

#include <cstdint>

#include "hourglass/autoencoder.h"
#include "hourglass/recipes.h"

namespace hourglass::recipes {

struct SparseCodeNetwork {
  Shape input;  // {features}
  std::int64_t units = 0;
  bool of_batch = false;  // a BatchTopK
  std::uint64_t seed = 0;
  SparseRecipe recipe = {};
};

// features -> `units` with ReLU, the k largest -> features. Decoder and encoder begin as each
// other's transposes, every unit's row of the decoder with length 1, which leaves fewer units dead
// (Gao et al., arXiv:2406.04093, section 2.4).
Autoencoder sparse_code(const SparseCodeNetwork& options);

}  // namespace hourglass::recipes
