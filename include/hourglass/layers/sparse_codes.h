// SPDX-License-Identifier: MIT
// Codes of which each sample uses few units.
#pragma once

#include <cstdint>
#include <string>

#include "hourglass/layer.h"

namespace hourglass {

struct TopKOptions {
  std::string name = {};
};

// The k largest units of a sample, the others 0; of equal ones the first: Makhzani and Frey,
// "k-Sparse Autoencoders", arXiv:1312.5663; Gao et al., arXiv:2406.04093. Called on a code without
// further axes, [units], after a ReLU. 1 <= k <= units. A Dense that reads nothing else, and one
// before it that reads the data, are trained in proportion to k, not to the units. Logs have the
// mean number of units that are not 0, as "l0".
struct TopK : Layer {
  explicit TopK(std::int64_t k, TopKOptions options = {});
};

}  // namespace hourglass
