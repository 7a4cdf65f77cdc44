// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "graph/functional.h"
#include "hourglass/model.h"

namespace hourglass::train {

// Keras's table of layers.
std::string summary(const graph::Functional& model, const SummaryOptions& options);

}  // namespace hourglass::train
