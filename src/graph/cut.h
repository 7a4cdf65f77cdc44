// SPDX-License-Identifier: MIT
// Where a graph of layer calls can be cut in two, and its second half by itself.
#pragma once

#include <cstddef>
#include <vector>

#include "graph/functional.h"

namespace hourglass::graph {

// Positions in model.nodes(), ascending: the calls with one output that every path from an input to
// an output goes through. Not the inputs and outputs themselves.
std::vector<std::size_t> find_cuts(const Functional& model);

// Makes the calls after a cut once more, with `code` in place of the output there. Gives the new
// outputs.
std::vector<SymbolicTensor> replay_after(const Functional& model, std::size_t cut,
                                         const SymbolicTensor& code);

}  // namespace hourglass::graph
